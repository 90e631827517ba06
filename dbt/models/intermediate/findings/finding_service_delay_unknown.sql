-- A delay of unknown length: unknown is not zero.
select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    service_name || ' is delayed by an unknown time' as message_en,
    service_name || ' is voor onbekende duur vertraagd' as message_nl,
    coalesce('Caused by ' || caused_by, 'The source states the delay, without a cause') as evidence
from {{ ref('int_service_delays') }}
where delay_status = 'delayed_unknown'
