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
    {{ finding('service_delay_unknown', 'service_kind', 'service_id') }}
from delays
