{{ config(materialized='table') }}
-- The slip of each migration against its baseline: between two dates where both are known, else as stated. Its
-- baseline is the first one delivered, or else the first plan known of it; one plan alone says nothing of a slip.
with run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

status_dates as (
    select * from {{ ref('int_status_dates') }}
),

originals as (
    select
        publication_id,
        subject_id as migration_id,
        any_value(original_end_date) as original_end_date,
        any_value(first_stated_end_date) as first_stated_end_date,
        any_value(baseline_basis) as baseline_basis,
        max(rebaseline_no) as rebaseline_count
    from {{ ref('int_rebaselines') }}
    where subject_type = 'migration'
    group by publication_id, subject_id
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

-- What is completed without a day is done on an unknown day, whatever was planned. Of a delay that the source states
-- the first plan that is known is not the original one.
migrations as (
    select
        known.*,
        status_dates.status_date,
        known.actual_end_date is not null or coalesce(known.status = 'completed', false) as is_done,
        case
            when
                originals.baseline_basis = 'first_plan'
                and (coalesce(known.is_delay_stated, false) or known.stated_slip_months is not null)
                then 'unknown'
            else coalesce(originals.baseline_basis, 'unknown')
        end as original_basis,
        case when original_basis != 'unknown' then originals.original_end_date end as original_end_date,
        coalesce(originals.rebaseline_count, 0) as rebaseline_count,
        originals.first_stated_end_date,
        coalesce(
            known.actual_end_date, case when coalesce(known.status, '') != 'completed' then known.forecast_end_date end
        ) as latest_end_date,
        coalesce(known.actual_start_date, known.forecast_start_date) as latest_start_date,
        coalesce(known.forecast_end_date, known.baseline_end_date, originals.original_end_date) as last_plan
    from known
    left join status_dates on known.publication_id = status_dates.publication_id
    left join originals
        on known.publication_id = originals.publication_id and known.migration_id = originals.migration_id
),

paired as (
    select
        *,
        {{ last_day_of('last_plan', 'date_precision') }} as planned_end_date,
        case
            when
                original_end_date is not null
                and latest_end_date is not null
                and (original_basis = 'delivered' or rebaseline_count > 0 or actual_end_date is not null)
                then 'end_dates'
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
            when 'end_dates' then original_end_date
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
    original_end_date as baseline_end_date,
    original_basis as baseline_basis,
    first_stated_end_date,
    latest_start_date,
    latest_end_date,
    actual_start_date,
    actual_end_date,
    is_done,
    case
        when not is_done and planned_end_date < status_date then status_date - planned_end_date
    end as overdue_days,
    status_date - {{ last_day_of('original_end_date', 'date_precision') }} as days_since_baseline,
    latest_end_date - first_stated_end_date as slip_days_since_first_statement,
    slip_basis,
    slipped_to - slipped_from as slip_days,
    case slip_basis
        when 'stated' then stated_slip_months
        else datesub('month', slipped_from, slipped_to)
    end as slip_months
from dated
