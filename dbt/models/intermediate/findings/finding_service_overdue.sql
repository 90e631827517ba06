-- The planned end is past and it is not done: at least so many days late, and nobody knows how many more.
select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(overdue_days as integer) as days,
    'Overdue by ' || {{ counted('overdue_days', 'day', 'days') }} || ', the planned end is past and it is not done: '
    || service_name as message_en,
    {{ counted('overdue_days', 'dag', 'dagen') }} || ' over de geplande einddatum, en niet gereed: '
    || service_name_nl as message_nl,
    coalesce('Delay by its dates ' || {{ counted('slip_days', 'day', 'days') }} || '; ', '')
    || coalesce('caused by ' || cause_en || '; ', '') || evidence as evidence,
    coalesce('Vertraging volgens de datums ' || {{ counted('slip_days', 'dag', 'dagen') }} || '; ', '')
    || coalesce('veroorzaakt door ' || cause_nl || '; ', '') || replace(evidence, ', line ', ', regel ') as evidence_nl
from {{ ref('int_delays_in_words') }}
where delay_status = 'overdue'
