{# The verdict on amendments of one ground: each change is at most half of the contract's original value. #}
{% macro change_up_to_half(modification_ground) -%}
with amendments as (
    select * from {{ ref('known_contract_amendments') }}
    where modification_ground = '{{ modification_ground }}'
),

contracts as (
    select
        *,
        coalesce(indexed_value_net, original_value_net) as reference_value_net
    from {{ ref('known_contracts') }}
),

compared as (
    select
        amendments.publication_id,
        amendments.amendment_id,
        amendments.contract_id,
        amendments.value_delta_net,
        contracts.reference_value_net,
        contracts.indexed_value_net,
        case
            when contracts.contract_id is null then 'The contract is not on file'
            when amendments.value_delta_net is null then 'The value of the change is not known'
            when contracts.reference_value_net is null then 'The original value net of VAT is not known'
        end as missing_reason,
        amendments.value_delta_net * 2 <= contracts.reference_value_net as is_within_half
    from amendments
    left join contracts
        on amendments.publication_id = contracts.publication_id and amendments.contract_id = contracts.contract_id
)

select
    publication_id,
    'amendment' as subject_type,
    amendment_id as subject_id,
    case
        when missing_reason is not null then 'not_testable'
        when is_within_half then 'pass'
        else 'fail'
    end as verdict,
    case
        when missing_reason is not null then missing_reason
        when is_within_half then 'The change is at most half of the original value'
        else 'The change is more than half of the original value'
    end as reason,
    'Contract ' || contract_id || ': change EUR ' || coalesce(cast(value_delta_net as varchar), 'unknown')
    || case when indexed_value_net is not null then ' net; indexed value EUR ' else ' net; original value EUR ' end
    || coalesce(cast(reference_value_net as varchar), 'unknown') as evidence
from compared
{%- endmacro %}
