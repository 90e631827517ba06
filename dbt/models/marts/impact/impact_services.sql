select
    publication_id,
    service_id,
    service_name,
    service_kind,
    baseline_end_date,
    forecast_end_date,
    cast(slip_days as integer) as slip_days,
    cast(slip_months as integer) as slip_months,
    slip_basis,
    delay_status,
    caused_by,
    cast(open_blocking_issues as integer) as open_blocking_issues,
    contract_end_date,
    cast(forecast_end_date - contract_end_date as integer) as days_past_contract_end,
    evidence
from {{ ref('int_service_delays') }}
