-- The day on which the oldest issue that is open at the end of a week was first opened, per component, `total` being
-- all of them.
-- Of those first opened on one day and open from one week on, the one that stays open longest stands for all; its row
-- is repeated for each week until then, and the earliest day of a week is that of the oldest.
with longest_open as (
    select
        intervals.publication_id,
        case when grouping(intervals.component) = 1 then 'total' else intervals.component end as component,
        intervals.first_opened_on,
        {{ week_no('intervals.opened_on') }} as first_week_no,
        -- Resolved in a week it is not open at its end; not resolved it is open on the status date.
        max(coalesce(
            {{ week_no('intervals.resolved_on') }} - 1, {{ week_no('status_dates.status_date') }}
        )) as last_week_no
    from {{ ref('int_issue_intervals') }} as intervals
    inner join {{ ref('int_status_dates') }} as status_dates
        on intervals.publication_id = status_dates.publication_id
    group by grouping sets (
        (intervals.publication_id, intervals.first_opened_on, first_week_no),
        (intervals.publication_id, intervals.component, intervals.first_opened_on, first_week_no)
    )
),

open_weeks as (
    select
        publication_id,
        component,
        first_opened_on,
        unnest(generate_series(first_week_no, last_week_no)) as week_no
    from longest_open
)

select
    publication_id,
    component,
    week_no,
    min(first_opened_on) as oldest_opened_on
from open_weeks
group by publication_id, component, week_no
