-- A delay of known length.
select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    service_name || ' is delayed by ' || slip_months || ' months'
    || coalesce(', from ' || baseline_end_date || ' to ' || forecast_end_date, '') as message_en,
    service_name || ' is ' || slip_months || ' maanden vertraagd'
    || coalesce(', van ' || baseline_end_date || ' naar ' || forecast_end_date, '') as message_nl,
    'Basis: ' || slip_basis || coalesce('; caused by ' || caused_by, '') as evidence
from {{ ref('int_service_delays') }}
where delay_status = 'delayed'
