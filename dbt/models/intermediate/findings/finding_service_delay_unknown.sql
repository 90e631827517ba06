-- A delay of unknown length: unknown is not zero.
select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    'Delay of unknown length'
    || case delay_basis when 'dependency' then ', through the delay of ' || cause_en else '' end || ': ' || service_name
        as message_en,
    'Vertraging van onbekende duur'
    || case delay_basis when 'dependency' then ', door de vertraging van ' || cause_nl else '' end || ': '
    || service_name_nl as message_nl,
    coalesce('Caused by ' || cause_en, 'The source states the delay, without a cause')
    || coalesce(
        '; the chain of delays carries ' || {{ counted('chain_slip_days', 'day', 'days') }} || ' to it: '
        || critical_path, ''
    ) as evidence,
    coalesce('Veroorzaakt door ' || cause_nl, 'De bron noemt de vertraging, zonder oorzaak')
    || coalesce(
        '; de keten van vertraging geeft ' || {{ counted('chain_slip_days', 'dag', 'dagen') }} || ' door: '
        || critical_path, ''
    ) as evidence_nl
from {{ ref('int_delays_in_words') }}
where delay_status = 'delayed_unknown'
