{{ config(materialized='table') }}
-- Earned schedule of the migrations per month: how many months of the plan are earned (`es`) after how many months
-- (`actual_time`), by count and by weight. Where nothing was due and nothing is earned, there is nothing to measure.
with value_by_period as (
    select * from {{ ref('int_earned_value') }}
),

-- What the plan comes to at each of its own periods, with the next: the curve that earned value is held against.
curve as (
    select
        publication_id,
        basis,
        t,
        planned,
        lead(planned) over (partition by publication_id, basis order by t) as next_planned
    from value_by_period
    where t between 0 and planned_duration
),

completions as (
    select
        publication_id,
        basis,
        min(t) as completed_t
    from value_by_period
    where earned_dated = budget
    group by publication_id, basis
),

-- The last period of the plan that is wholly earned, and the part of the next one. Where just as much is planned for
-- several periods, since nothing is due in between, also the first of them.
earned_schedule as (
    select
        value_by_period.publication_id,
        value_by_period.basis,
        value_by_period.t,
        max(curve.t) as whole_periods,
        min(curve.t) filter (where value_by_period.earned = curve.planned) as first_period,
        arg_max(
            case
                when value_by_period.earned < value_by_period.budget
                    then
                        cast(value_by_period.earned - curve.planned as double)
                        / cast(curve.next_planned - curve.planned as double)
                else 0
            end, curve.t
        ) as part_of_next
    from value_by_period
    inner join curve
        on
            value_by_period.publication_id = curve.publication_id
            and value_by_period.basis = curve.basis
            and value_by_period.earned >= curve.planned
    group by value_by_period.publication_id, value_by_period.basis, value_by_period.t
),

timed as (
    select
        value_by_period.*,
        case
            -- All of it is done, and some of it on an unknown day: so is the day on which it was all done.
            when value_by_period.earned = value_by_period.budget and value_by_period.undated > 0 then null
            when value_by_period.earned is not null then greatest(least(value_by_period.t, completions.completed_t), 0)
        end as actual_time
    from value_by_period
    left join completions
        on value_by_period.publication_id = completions.publication_id and value_by_period.basis = completions.basis
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
    period_end,
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
