-- The slip of each service: the longest delay that its migrations say, with the dates, the basis and the cause of those
-- that say it.
with slips as (
    select * from {{ ref('int_migration_slips') }}
),

migrations as (
    select * from {{ ref('int_service_migrations') }}
),

-- All that have both ends speak together. One that is late only by its starts, or as stated, speaks for itself.
together as (
    select
        publication_id,
        service_id,
        '' as leading_migration_id,
        max(baseline_end_date) as baseline_end_date,
        min(days_since_baseline) as days_since_baseline,
        max(latest_end_date) as forecast_end_date,
        max(first_stated_end_date) as first_stated_end_date,
        max(latest_end_date) - max(baseline_end_date) as slip_days,
        datesub('month', max(baseline_end_date), max(latest_end_date)) as slip_months,
        'end_dates' as slip_basis,
        if(bool_or(baseline_basis = 'first_plan'), 'first_plan', 'delivered') as baseline_basis,
        arg_max(reason, { 'end': latest_end_date, 'slip_days': slip_days, 'id': migration_id }) filter (
            where slip_days > 0
        ) as reason,
        list_sort(list(migration_id)) as migration_ids
    from slips
    where slip_basis = 'end_dates'
    group by publication_id, service_id
),

speaking as (
    select * from together
    union all
    select
        slips.publication_id,
        slips.service_id,
        slips.migration_id as leading_migration_id,
        slips.baseline_end_date,
        slips.days_since_baseline,
        slips.latest_end_date as forecast_end_date,
        slips.first_stated_end_date,
        slips.slip_days,
        slips.slip_months,
        slips.slip_basis,
        slips.baseline_basis,
        slips.reason,
        [slips.migration_id] as migration_ids
    from slips
    inner join migrations
        on slips.publication_id = migrations.publication_id and slips.service_id = migrations.service_id
    where slips.slip_basis in ('start_dates', 'stated') and slips.is_done = migrations.is_done
)

select * from speaking
qualify
    row_number() over (
        partition by publication_id, service_id
        order by
            coalesce(slip_days, {{ least_days_of('slip_months') }}) desc,
            slip_days desc nulls last,
            leading_migration_id asc
    ) = 1
