-- What each service costs a day on the contract of the platform that it has still to leave: the gross spend of the last
-- 365 days stated, up to the end of its migration.
with migrations as (
    select * from {{ ref('known_migrations') }}
    where
        from_platform_id is not null
        and actual_end_date is null
        and coalesce(status not in ('completed', 'cancelled'), true)
),

status_dates as (
    select * from {{ ref('int_status_dates') }}
),

leaving as (
    select
        migrations.publication_id,
        migrations.service_id,
        -- An end that has passed without the service having migrated is not reached yet.
        greatest(
            max(coalesce(migrations.forecast_end_date, migrations.baseline_end_date)),
            any_value(status_dates.status_date)
        ) as migration_end_date,
        max(coalesce(migrations.forecast_end_date, migrations.baseline_end_date)) is not null as is_end_known
    from migrations
    left join status_dates on migrations.publication_id = status_dates.publication_id
    group by migrations.publication_id, migrations.service_id
),

baselines as (
    select
        publication_id,
        scenario_id
    from {{ ref('known_scenarios') }}
    where is_baseline
),

spend as (
    select
        spend.publication_id,
        spend.contract_id,
        spend.service_id,
        spend.line_id,
        spend.part_no,
        spend.part_start,
        spend.part_end,
        spend.lawfulness_status,
        spend.outcome,
        spend.amount_gross
    from {{ ref('int_spend_lawfulness') }} as spend
    left join baselines
        on spend.publication_id = baselines.publication_id and spend.scenario_id = baselines.scenario_id
    where
        spend.is_counted
        and spend.contract_id is not null
        and spend.service_id is not null
        and spend.amount_gross is not null
        and (spend.scenario_id = 'none' or baselines.scenario_id is not null)
),

windows as (
    select
        spend.publication_id,
        spend.contract_id,
        spend.service_id,
        leaving.migration_end_date,
        max(spend.part_end) - 1 as stated_to,
        least(leaving.migration_end_date, max(spend.part_end) - 1) as last_day,
        greatest(least(leaving.migration_end_date, max(spend.part_end) - 1) - 364, min(spend.part_start)) as first_day,
        arg_max(spend.lawfulness_status, (spend.part_end, spend.line_id, spend.part_no)) as latest_status,
        arg_max(spend.outcome, (spend.part_end, spend.line_id, spend.part_no)) as latest_outcome
    from spend
    inner join leaving
        on spend.publication_id = leaving.publication_id and spend.service_id = leaving.service_id
    where leaving.is_end_known
    group by spend.publication_id, spend.contract_id, spend.service_id, leaving.migration_end_date
)

select
    windows.publication_id,
    windows.contract_id,
    windows.service_id,
    windows.migration_end_date,
    windows.stated_to,
    windows.latest_status,
    windows.latest_outcome,
    windows.last_day - windows.first_day + 1 as window_days,
    cast(
        sum({{ amount_between(
            'spend.amount_gross', 'greatest(spend.part_start, windows.first_day) - spend.part_start',
            'least(spend.part_end, windows.last_day + 1) - spend.part_start', '(spend.part_end - spend.part_start)'
        ) }}) as decimal(18, 2)
    ) as window_amount_gross
from windows
inner join spend
    on
        windows.publication_id = spend.publication_id
        and windows.contract_id = spend.contract_id
        and windows.service_id = spend.service_id
        and windows.last_day >= spend.part_start
        and windows.first_day < spend.part_end
group by
    windows.publication_id, windows.contract_id, windows.service_id, windows.migration_end_date, windows.stated_to,
    windows.latest_status, windows.latest_outcome, windows.last_day, windows.first_day
