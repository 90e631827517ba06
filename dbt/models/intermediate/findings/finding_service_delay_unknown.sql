-- A delay of unknown length: unknown is not zero.
with named as (
    select
        delays.*,
        {{ dutch_name('service', 'delays.publication_id', 'delays.service_id', 'delays.service_name') }}
            as service_name_nl,
        {{ dutch_name('service', 'delays.publication_id', 'delays.caused_by', 'delays.caused_by') }}
            as cause_nl
    from {{ ref('int_service_delays') }} as delays
)

select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    service_name
    || case delay_basis
        when 'dependency' then ' is affected, for an unknown time, by the delay of ' || caused_by
        else ' is delayed by an unknown time'
    end as message_en,
    service_name_nl
    || case delay_basis
        when 'dependency' then ' wordt voor onbekende duur geraakt door de vertraging van ' || cause_nl
        else ' is voor onbekende duur vertraagd'
    end as message_nl,
    coalesce('Caused by ' || caused_by, 'The source states the delay, without a cause') as evidence
from named
where delay_status = 'delayed_unknown'
