-- A delay of known length.
select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    service_name || ' is delayed by '
    || case when slip_months >= 1 then slip_months || ' months' else slip_days || ' days' end
    || coalesce(', from ' || baseline_end_date || ' to ' || forecast_end_date, '') as message_en,
    service_name || ' is '
    || case when slip_months >= 1 then slip_months || ' maanden' else slip_days || ' dagen' end || ' vertraagd'
    || coalesce(', van ' || baseline_end_date || ' naar ' || forecast_end_date, '') as message_nl,
    'Basis: ' || slip_basis || coalesce('; caused by ' || caused_by, '') as evidence
from {{ ref('int_service_delays') }}
where delay_status = 'delayed'
