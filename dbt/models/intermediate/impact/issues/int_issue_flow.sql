{{ config(materialized='table') }}
-- Issues per week (Monday to Sunday) and component, `total` being all of them. The stock at the end of a week is all
-- that came in up to then less all that went out, so it is added up once and not counted week by week.
with intervals as (
    select * from {{ ref('int_issue_intervals') }}
),

status_dates as (
    select * from {{ ref('int_status_dates') }}
),

-- Each movement on its day: what enters with 1, what leaves with -1.
movements as (
    select
        publication_id,
        component,
        opened_on as moved_on,
        count(*) filter (where interval_no = 1) as opened,
        count(*) filter (where interval_no > 1) as reopened,
        0 as resolved,
        0 as validated,
        count(*) filter (where is_blocking) as blocking_change,
        0 as validation_change,
        sum(first_opened_on - date '1970-01-01') as birth_days_change,
        0 as over_30_change,
        0 as over_90_change
    from intervals
    group by publication_id, component, opened_on
    union all
    select
        publication_id,
        component,
        resolved_on as moved_on,
        0 as opened,
        0 as reopened,
        count(*) as resolved,
        0 as validated,
        -count(*) filter (where is_blocking) as blocking_change,
        count(*) as validation_change,
        -sum(first_opened_on - date '1970-01-01') as birth_days_change,
        -count(*) filter (where greatest(opened_on, first_opened_on + 31) < resolved_on) as over_30_change,
        -count(*) filter (where greatest(opened_on, first_opened_on + 91) < resolved_on) as over_90_change
    from intervals
    where resolved_on is not null
    group by publication_id, component, resolved_on
    union all
    select
        publication_id,
        component,
        left_validation_on as moved_on,
        0 as opened,
        0 as reopened,
        0 as resolved,
        count(*) filter (where left_validation_on = validated_on) as validated,
        0 as blocking_change,
        -count(*) as validation_change,
        0 as birth_days_change,
        0 as over_30_change,
        0 as over_90_change
    from intervals
    where left_validation_on is not null
    group by publication_id, component, left_validation_on
    union all
    -- The day on which an open issue becomes more than 30, and more than 90, days old.
    select
        publication_id,
        component,
        greatest(opened_on, first_opened_on + 31) as moved_on,
        0 as opened,
        0 as reopened,
        0 as resolved,
        0 as validated,
        0 as blocking_change,
        0 as validation_change,
        0 as birth_days_change,
        count(*) as over_30_change,
        0 as over_90_change
    from intervals
    where resolved_on is null or greatest(opened_on, first_opened_on + 31) < resolved_on
    group by publication_id, component, moved_on
    union all
    select
        publication_id,
        component,
        greatest(opened_on, first_opened_on + 91) as moved_on,
        0 as opened,
        0 as reopened,
        0 as resolved,
        0 as validated,
        0 as blocking_change,
        0 as validation_change,
        0 as birth_days_change,
        0 as over_30_change,
        count(*) as over_90_change
    from intervals
    where resolved_on is null or greatest(opened_on, first_opened_on + 91) < resolved_on
    group by publication_id, component, moved_on
),

-- Week 0 starts on Monday 5 January 1970. What ages past a border after the status date has not done so yet.
per_week as (
    select
        movements.publication_id,
        case when grouping(movements.component) = 1 then 'total' else movements.component end as component,
        (movements.moved_on - date '1970-01-05') // 7 as week_no,
        sum(movements.opened) as opened,
        sum(movements.reopened) as reopened,
        sum(movements.resolved) as resolved,
        sum(movements.validated) as validated,
        sum(movements.blocking_change) as blocking_change,
        sum(movements.validation_change) as validation_change,
        sum(movements.birth_days_change) as birth_days_change,
        sum(movements.over_30_change) as over_30_change,
        sum(movements.over_90_change) as over_90_change
    from movements
    inner join status_dates on movements.publication_id = status_dates.publication_id
    where movements.moved_on <= status_dates.status_date
    group by grouping sets (
        (movements.publication_id, week_no), (movements.publication_id, movements.component, week_no)
    )
),

weeks as (
    select
        bounds.publication_id,
        bounds.status_date,
        unnest(generate_series(bounds.first_week_no, bounds.last_week_no)) as week_no
    from (
        select
            intervals.publication_id,
            any_value(status_dates.status_date) as status_date,
            min((intervals.opened_on - date '1970-01-05') // 7) as first_week_no,
            any_value((status_dates.status_date - date '1970-01-05') // 7) as last_week_no
        from intervals
        inner join status_dates on intervals.publication_id = status_dates.publication_id
        group by intervals.publication_id
    ) as bounds
),

components as (
    select distinct
        publication_id,
        component
    from per_week
),

-- Of those first opened on one day, the week until which one is still open; then the earliest day per week.
longest_open as (
    select
        publication_id,
        case when grouping(component) = 1 then 'total' else component end as component,
        first_opened_on,
        (opened_on - date '1970-01-05') // 7 as from_week_no,
        max(coalesce((resolved_on - date '1970-01-05') // 7, 1000000)) as until_week_no
    from intervals
    group by grouping sets (
        (publication_id, first_opened_on, from_week_no), (publication_id, component, first_opened_on, from_week_no)
    )
),

oldest as (
    select
        spread.publication_id,
        spread.component,
        spread.week_no,
        min(spread.first_opened_on) as oldest_opened_on
    from (
        select
            longest_open.publication_id,
            longest_open.component,
            longest_open.first_opened_on,
            unnest(generate_series(
                longest_open.from_week_no,
                least(longest_open.until_week_no - 1, (status_dates.status_date - date '1970-01-05') // 7)
            )) as week_no
        from longest_open
        inner join status_dates on longest_open.publication_id = status_dates.publication_id
    ) as spread
    group by spread.publication_id, spread.component, spread.week_no
),

stocks as (
    select
        weeks.publication_id,
        components.component,
        weeks.week_no,
        weeks.status_date,
        coalesce(per_week.opened, 0) as opened,
        coalesce(per_week.reopened, 0) as reopened,
        coalesce(per_week.resolved, 0) as resolved,
        coalesce(per_week.validated, 0) as validated,
        coalesce(sum(per_week.opened + per_week.reopened - per_week.resolved) over so_far, 0) as open_issues,
        coalesce(sum(per_week.blocking_change) over so_far, 0) as open_blocking,
        coalesce(sum(per_week.validation_change) over so_far, 0) as awaiting_validation,
        coalesce(sum(per_week.birth_days_change) over so_far, 0) as birth_days,
        coalesce(sum(per_week.over_30_change) over so_far, 0) as open_over_30_days,
        coalesce(sum(per_week.over_90_change) over so_far, 0) as open_over_90_days
    from weeks
    inner join components on weeks.publication_id = components.publication_id
    left join per_week
        on
            components.publication_id = per_week.publication_id
            and components.component = per_week.component
            and weeks.week_no = per_week.week_no
    window
        so_far as (partition by weeks.publication_id, components.component order by weeks.week_no)
),

measured as (
    select
        stocks.*,
        date '1970-01-05' + cast(7 * (stocks.week_no + 1) as integer) as period_end,
        -- Ages are those on the last day of the week, or of the last week on the status date.
        least(date '1970-01-05' + cast(7 * stocks.week_no + 6 as integer), stocks.status_date) as measured_on,
        oldest.oldest_opened_on
    from stocks
    left join oldest
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
