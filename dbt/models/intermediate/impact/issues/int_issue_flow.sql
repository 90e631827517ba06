{{ config(materialized='table') }}
-- Issues per week (Monday to Sunday) and component, `total` being all of them. The stock at the end of a week is all
-- that came in up to then less all that went out, so it is added up once and not counted week by week.
with movements as (
    select * from {{ ref('int_issue_movements') }}
),

-- From the first week in which anything moved to that of the status date.
weeks as (
    select
        bounds.publication_id,
        bounds.status_date,
        unnest(generate_series(bounds.first_week_no, bounds.last_week_no)) as week_no
    from (
        select
            movements.publication_id,
            any_value(status_dates.status_date) as status_date,
            min(movements.week_no) as first_week_no,
            any_value({{ week_no('status_dates.status_date') }}) as last_week_no
        from movements
        inner join {{ ref('int_status_dates') }} as status_dates
            on movements.publication_id = status_dates.publication_id
        group by movements.publication_id
    ) as bounds
),

components as (
    select distinct
        publication_id,
        component
    from movements
),

stocks as (
    select
        weeks.publication_id,
        components.component,
        weeks.week_no,
        weeks.status_date,
        coalesce(movements.opened, 0) as opened,
        coalesce(movements.reopened, 0) as reopened,
        coalesce(movements.resolved, 0) as resolved,
        coalesce(movements.validated, 0) as validated,
        coalesce(sum(movements.opened + movements.reopened - movements.resolved) over so_far, 0) as open_issues,
        coalesce(sum(movements.blocking_change) over so_far, 0) as open_blocking,
        coalesce(sum(movements.validation_change) over so_far, 0) as awaiting_validation,
        coalesce(sum(movements.birth_days_change) over so_far, 0) as birth_days,
        coalesce(sum(movements.over_30_change) over so_far, 0) as open_over_30_days,
        coalesce(sum(movements.over_90_change) over so_far, 0) as open_over_90_days
    from weeks
    inner join components on weeks.publication_id = components.publication_id
    left join movements
        on
            components.publication_id = movements.publication_id
            and components.component = movements.component
            and weeks.week_no = movements.week_no
    window
        so_far as (partition by weeks.publication_id, components.component order by weeks.week_no)
),

measured as (
    select
        stocks.*,
        {{ day_of_week('stocks.week_no', days=7) }} as period_end,
        -- Ages are those on the last day of the week, or of the last week on the status date.
        least({{ day_of_week('stocks.week_no', days=6) }}, stocks.status_date) as measured_on,
        oldest.oldest_opened_on
    from stocks
    left join {{ ref('int_oldest_open_issues') }} as oldest
        on
            stocks.publication_id = oldest.publication_id
            and stocks.component = oldest.component
            and stocks.week_no = oldest.week_no
)

select
    *,
    period_end <= status_date + 1 as is_complete,
    open_issues - opened - reopened + resolved as open_at_start,
    opened + reopened - resolved as net_change,
    open_blocking - coalesce(
        lag(open_blocking) over (partition by publication_id, component order by week_no), 0
    ) as blocking_change,
    measured_on - oldest_opened_on as oldest_open_days,
    -- Half a day is rounded up.
    case
        when open_issues > 0
            then (
                2 * (open_issues * (measured_on - date '1970-01-01') - birth_days) + open_issues
            ) // (2 * open_issues)
    end as average_open_days
from measured
