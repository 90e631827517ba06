{{ config(materialized='table') }}
-- The slip of each migration against its baseline: between two dates where both are known, else as stated. Its
-- baseline is the first one delivered, or else the first plan known of it; one plan alone says nothing of a slip.
with paired as (
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
    from {{ ref('int_migration_dates') }}
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
