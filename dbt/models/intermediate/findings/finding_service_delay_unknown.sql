-- A delay of unknown length: unknown is not zero.
with delays as (
    select
        *,
        case delay_basis when 'dependency' then cause_en end as carried_cause_en,
        case delay_basis when 'dependency' then cause_nl end as carried_cause_nl
    from {{ ref('int_delays_in_words') }}
    where delay_status = 'delayed_unknown'
)

select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    {{ finding_words('service_delay_unknown') }}
from delays
