-- The slip of each migration against its baseline: between two dates where both are known, else as stated.
with run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

-- What came about after the as-of date was not known then. A failed migration has no end: what ended is an attempt.
known as (
    select
        migrations.* exclude (actual_end_date, actual_start_date),
        case
            when
                migrations.actual_end_date <= run_parameters.as_of_date
                and coalesce(migrations.status, '') != 'failed'
                then migrations.actual_end_date
        end as actual_end_date,
        case when migrations.actual_start_date <= run_parameters.as_of_date then migrations.actual_start_date end
            as actual_start_date
    from {{ ref('known_migrations') }} as migrations
    cross join run_parameters
    where coalesce(migrations.status, '') != 'cancelled'
),

migrations as (
    select
        *,
        coalesce(actual_end_date, forecast_end_date) as latest_end_date,
        coalesce(actual_start_date, forecast_start_date) as latest_start_date
    from known
),

paired as (
    select
        *,
        case
            when baseline_end_date is not null and latest_end_date is not null then 'end_dates'
            when baseline_start_date is not null and latest_start_date is not null then 'start_dates'
            when stated_slip_months is not null then 'stated'
            else 'unknown'
        end as slip_basis
    from migrations
),

dated as (
    select
        *,
        case slip_basis
            when 'end_dates' then latest_end_date
            when 'start_dates' then latest_start_date
            when 'stated' then coalesce(latest_end_date, latest_start_date)
        end as slipped_to,
        case slip_basis
            when 'end_dates' then baseline_end_date
            when 'start_dates' then baseline_start_date
            when 'stated'
                then cast(
                    coalesce(latest_end_date, latest_start_date) - to_months(stated_slip_months) as date
                )
        end as slipped_from
    from paired
)

select
    publication_id,
    migration_id,
    service_id,
    from_platform_id,
    to_platform_id,
    contract_id,
    target_contract_id,
    sequence,
    weight,
    status,
    reason,
    is_delay_stated,
    source_file,
    source_line,
    baseline_start_date,
    baseline_end_date,
    latest_start_date,
    latest_end_date,
    actual_start_date,
    actual_end_date,
    slip_basis,
    slipped_to - slipped_from as slip_days,
    case slip_basis
        when 'stated' then stated_slip_months
        else datesub('month', slipped_from, slipped_to)
    end as slip_months
from dated
