-- A delivery that is to come every so often has not come in time, or nobody can tell.
select
    publication_id,
    'delivery' as subject_type,
    delivery_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(days_late as integer) as days,
    case freshness
        when 'late'
            then
                'Delivery ' || delivery_id || ' is ' || {{ counted('days_late', 'day', 'days') }}
                || ' late: due on ' || due_on
                || ', the newest is as at ' || newest_as_of_date
        else 'Whether delivery ' || delivery_id || ' is late is unknown: its files state no day'
    end as message_en,
    case freshness
        when 'late'
            then
                'Levering ' || delivery_id || ' is ' || {{ counted('days_late', 'dag', 'dagen') }}
                || ' te laat: verwacht op ' || due_on
                || ', de nieuwste is per ' || newest_as_of_date
        else 'Of levering ' || delivery_id || ' te laat is, is onbekend: de bestanden noemen geen dag'
    end as message_nl,
    'expected_every: ' || expected_every || '; owner: ' || owner as evidence,
    'expected_every: ' || expected_every || '; eigenaar: '
    || {{ dutch_name('owner', 'publication_id', 'owner', 'owner') }} as evidence_nl
from {{ ref('int_delivery_freshness') }}
where freshness != 'on_time'
