{{ config(materialized='table') }}
-- Earned schedule of the migrations, in months. What is planned and earned is counted, and added up by weight where
-- every planned migration has one. Period t ends t months after the first day of the month in which the plan starts.
-- What was completed on an unknown day is earned by the last period that is over, and of the periods before it nobody
-- knows how much was. Where nothing was due and nothing is earned, there is nothing to measure.
with units as (
    select
        slips.publication_id,
        slips.migration_id,
        slips.baseline_start_date,
        slips.baseline_end_date,
        slips.status = 'completed' and slips.actual_end_date is null as is_undated,
        slips.weight,
        status_dates.status_date,
        case when slips.actual_end_date <= status_dates.status_date then slips.actual_end_date end as actual_end_date
    from {{ ref('int_migration_slips') }} as slips
    inner join {{ ref('int_status_dates') }} as status_dates
        on slips.publication_id = status_dates.publication_id
),

-- Months are numbered from the year 0, so that they can be subtracted.
plans as (
    select
        publication_id,
        any_value(status_date) as status_date,
        min({{ month_no('coalesce(baseline_start_date, baseline_end_date)') }}) as first_month_no,
        max({{ month_no('baseline_end_date') }}) as last_month_no,
        min({{ month_no('actual_end_date') }}) as first_actual_month_no,
        -- The last month that is over: the month before the one in which the day after the status date lies.
        any_value({{ month_no('status_date + 1') }}) - 1 as status_month_no,
        -- Weights that come to nothing, or take something away, are none.
        count(*) filter (where weight is null) = 0 and min(weight) >= 0 and sum(weight) > 0 as is_weighted
    from units
    where baseline_end_date is not null
    group by publication_id
),

-- A plan's own count, and the same by weight.
valued as (
    select
        units.publication_id,
        'count' as basis,
        {{ month_no('units.baseline_end_date') }} - plans.first_month_no + 1 as planned_t,
        {{ month_no('units.actual_end_date') }} - plans.first_month_no + 1 as actual_t,
        coalesce(units.is_undated, false) as is_undated,
        cast(1 as decimal(18, 6)) as value
    from units
    inner join plans on units.publication_id = plans.publication_id
    where units.baseline_end_date is not null
    union all
    select
        units.publication_id,
        'weight' as basis,
        {{ month_no('units.baseline_end_date') }} - plans.first_month_no + 1 as planned_t,
        {{ month_no('units.actual_end_date') }} - plans.first_month_no + 1 as actual_t,
        coalesce(units.is_undated, false) as is_undated,
        cast(units.weight as decimal(18, 6)) as value
    from units
    inner join plans on units.publication_id = plans.publication_id and plans.is_weighted
    where units.baseline_end_date is not null
),

planned_per_period as (
    select
        publication_id,
        basis,
        planned_t,
        sum(value) as planned
    from valued
    group by publication_id, basis, planned_t
),

earned_per_period as (
    select
        publication_id,
        basis,
        actual_t,
        sum(value) as earned
    from valued
    where actual_t is not null
    group by publication_id, basis, actual_t
),

totals as (
    select
        publication_id,
        basis,
        sum(value) as budget,
        coalesce(sum(value) filter (where is_undated), 0) as undated
    from valued
    group by publication_id, basis
),

periods as (
    select
        publication_id,
        first_month_no,
        last_month_no - first_month_no + 1 as planned_duration,
        status_month_no - first_month_no + 1 as status_t,
        unnest(generate_series(
            least(0, first_actual_month_no - first_month_no + 1, status_month_no - first_month_no + 1),
            greatest(last_month_no, status_month_no) - first_month_no + 1
        )) as t
    from plans
),

cumulative as (
    select
        periods.publication_id,
        totals.basis,
        periods.first_month_no,
        periods.planned_duration,
        periods.status_t,
        periods.t,
        totals.budget,
        totals.undated,
        coalesce(sum(planned_per_period.planned) over so_far, 0) as planned,
        case
            when periods.t <= periods.status_t then coalesce(sum(earned_per_period.earned) over so_far, 0)
        end as earned_dated,
        case
            when totals.undated = 0 or periods.t = periods.status_t then earned_dated + totals.undated
        end as earned
    from periods
    inner join totals on periods.publication_id = totals.publication_id
    left join planned_per_period
        on
            periods.publication_id = planned_per_period.publication_id
            and totals.basis = planned_per_period.basis
            and periods.t = planned_per_period.planned_t
    left join earned_per_period
        on
            periods.publication_id = earned_per_period.publication_id
            and totals.basis = earned_per_period.basis
            and periods.t = earned_per_period.actual_t
    window
        so_far as (partition by periods.publication_id, totals.basis order by periods.t)
),

-- What the plan comes to at each of its own periods, with the next: the curve that earned value is held against.
curve as (
    select
        publication_id,
        basis,
        t,
        planned,
        lead(planned) over (partition by publication_id, basis order by t) as next_planned
    from cumulative
    where t between 0 and planned_duration
),

completions as (
    select
        publication_id,
        basis,
        min(t) as completed_t
    from cumulative
    where earned_dated = budget
    group by publication_id, basis
),

-- The last period of the plan that is wholly earned, and the part of the next one. Where just as much is planned for
-- several periods, since nothing is due in between, also the first of them.
earned_schedule as (
    select
        cumulative.publication_id,
        cumulative.basis,
        cumulative.t,
        max(curve.t) as whole_periods,
        min(curve.t) filter (where cumulative.earned = curve.planned) as first_period,
        arg_max(
            case
                when cumulative.earned < cumulative.budget
                    then
                        cast(cumulative.earned - curve.planned as double)
                        / cast(curve.next_planned - curve.planned as double)
                else 0
            end, curve.t
        ) as part_of_next
    from cumulative
    inner join curve
        on
            cumulative.publication_id = curve.publication_id
            and cumulative.basis = curve.basis
            and cumulative.earned >= curve.planned
    group by cumulative.publication_id, cumulative.basis, cumulative.t
),

timed as (
    select
        cumulative.*,
        case
            -- All of it is done, and some of it on an unknown day: so is the day on which it was all done.
            when cumulative.earned = cumulative.budget and cumulative.undated > 0 then null
            when cumulative.earned is not null then greatest(least(cumulative.t, completions.completed_t), 0)
        end as actual_time
    from cumulative
    left join completions
        on cumulative.publication_id = completions.publication_id and cumulative.basis = completions.basis
),

-- Of several periods for which just as much is planned the one nearest to now: what is on plan is not ahead of it.
measured as (
    select
        timed.*,
        case
            when timed.planned = 0 and timed.earned = 0 then null
            when earned_schedule.first_period is null
                then earned_schedule.whole_periods + earned_schedule.part_of_next
            else least(
                greatest(timed.actual_time, earned_schedule.first_period), earned_schedule.whole_periods
            )
        end as es
    from timed
    left join earned_schedule
        on
            timed.publication_id = earned_schedule.publication_id
            and timed.basis = earned_schedule.basis
            and timed.t = earned_schedule.t
),

indexed as (
    select
        *,
        es - actual_time as sv_t,
        case
            -- Earned before the start: no ratio.
            when actual_time > 0 then es / actual_time
        end as spi_t
    from measured
)

select
    publication_id,
    basis,
    t,
    cast(make_date(0, 1, 1) + to_months(cast(first_month_no + t as integer)) as date) as period_end,
    planned_duration,
    budget,
    planned,
    earned,
    earned_dated,
    es,
    actual_time,
    sv_t,
    spi_t,
    planned_duration / nullif(spi_t, 0) as ieac_t
from indexed
