-- What is planned and earned by the end of each month, counted, and added up by weight where every planned migration
-- has one. Period t ends t months after the first day of the month in which the plan starts. What was completed on an
-- unknown day is earned by the last period that is over, and of the periods before it nobody knows how much was.
with migrations as (
    select
        slips.publication_id,
        slips.baseline_start_date,
        slips.baseline_end_date,
        coalesce(slips.status = 'completed' and slips.actual_end_date is null, false) as is_undated,
        slips.weight,
        status_dates.status_date,
        case when slips.actual_end_date <= status_dates.status_date then slips.actual_end_date end as actual_end_date
    from {{ ref('int_migration_slips') }} as slips
    inner join {{ ref('int_status_dates') }} as status_dates
        on slips.publication_id = status_dates.publication_id
    where slips.baseline_end_date is not null
),

-- Months are numbered from the year 0, so that they can be subtracted.
plans as (
    select
        publication_id,
        min({{ month_no('coalesce(baseline_start_date, baseline_end_date)') }}) as first_month_no,
        max({{ month_no('baseline_end_date') }}) as last_month_no,
        min({{ month_no('actual_end_date') }}) as first_actual_month_no,
        -- The last month that is over: the month before the one in which the day after the status date lies.
        any_value({{ month_no('status_date + 1') }}) - 1 as status_month_no,
        -- Weights that come to nothing, or take something away, are none.
        count(*) filter (where weight is null) = 0 and min(weight) >= 0 and sum(weight) > 0 as is_weighted
    from migrations
    group by publication_id
),

bases as (
    select
        *,
        unnest(if(is_weighted, ['count', 'weight'], ['count'])) as basis
    from plans
),

valued as (
    select
        bases.publication_id,
        bases.basis,
        {{ month_no('migrations.baseline_end_date') }} - bases.first_month_no + 1 as planned_t,
        {{ month_no('migrations.actual_end_date') }} - bases.first_month_no + 1 as actual_t,
        migrations.is_undated,
        cast(if(bases.basis = 'weight', migrations.weight, 1) as decimal(18, 6)) as value
    from bases
    inner join migrations on bases.publication_id = migrations.publication_id
),

changes as (
    select
        publication_id,
        basis,
        planned_t as t,
        value as planned,
        0 as earned
    from valued
    union all
    select
        publication_id,
        basis,
        actual_t as t,
        0 as planned,
        value as earned
    from valued
    where actual_t is not null
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
        basis,
        first_month_no,
        last_month_no - first_month_no + 1 as planned_duration,
        status_month_no - first_month_no + 1 as status_t,
        unnest(generate_series(
            least(0, first_actual_month_no - first_month_no + 1, status_month_no - first_month_no + 1),
            greatest(last_month_no, status_month_no) - first_month_no + 1
        )) as t
    from bases
)

select
    periods.publication_id,
    periods.basis,
    periods.t,
    cast(make_date(0, 1, 1) + to_months(cast(any_value(periods.first_month_no) + periods.t as integer)) as date)
        as period_end,
    any_value(periods.planned_duration) as planned_duration,
    any_value(totals.budget) as budget,
    any_value(totals.undated) as undated,
    coalesce(sum(sum(changes.planned)) over so_far, 0) as planned,
    case when periods.t <= any_value(periods.status_t) then coalesce(sum(sum(changes.earned)) over so_far, 0) end
        as earned_dated,
    case
        when any_value(totals.undated) = 0 or periods.t = any_value(periods.status_t)
            then earned_dated + any_value(totals.undated)
    end as earned
from periods
inner join totals on periods.publication_id = totals.publication_id and periods.basis = totals.basis
left join changes
    on periods.publication_id = changes.publication_id and periods.basis = changes.basis and periods.t = changes.t
group by periods.publication_id, periods.basis, periods.t
window so_far as (partition by periods.publication_id, periods.basis order by periods.t)
