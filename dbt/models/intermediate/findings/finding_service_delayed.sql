-- A delay of known length.
with named as (
    select
        delays.*,
        {{ dutch_name('service', 'delays.publication_id', 'delays.service_id', 'delays.service_name') }}
            as service_name_nl
    from {{ ref('int_service_delays') }} as delays
)

select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    service_name || ' is delayed by '
    || case when slip_months >= 1 then slip_months || ' months' else slip_days || ' days' end
    || coalesce(', from ' || baseline_end_date || ' to ' || forecast_end_date, '') as message_en,
    service_name_nl || ' is '
    || case when slip_months >= 1 then slip_months || ' maanden' else slip_days || ' dagen' end || ' vertraagd'
    || coalesce(', van ' || baseline_end_date || ' naar ' || forecast_end_date, '') as message_nl,
    'Basis: ' || slip_basis || coalesce('; caused by ' || caused_by, '') as evidence
from named
where delay_status = 'delayed'
