{# The verdict on amendments of one ground: each change is at most the share of the contract's original value that the
   law allows on its day, as in legal_limits. #}
{% macro change_up_to_share(rule_id, modification_ground) -%}
with amendments as (
    select * from {{ ref('known_contract_amendments') }}
    where modification_ground = '{{ modification_ground }}'
),

contracts as (
    select
        *,
        {{ reference_value_net() }} as reference_value_net
    from {{ ref('known_contracts') }}
),

compared as (
    select
        amendments.publication_id,
        amendments.amendment_id,
        amendments.contract_id,
        amendments.value_delta_net,
        contracts.reference_value_net,
        contracts.indexed_value_net is not null as is_indexed,
        limits.limit_value as limit_pct,
        case
            when contracts.contract_id is null then 'contract_not_on_file'
            when amendments.value_delta_net is null then 'value_of_change_unknown'
            when contracts.reference_value_net is null then 'original_value_unknown'
            when limits.limit_value is null then 'no_limit_on_day_of_change'
        end as missing_reason,
        amendments.value_delta_net * 100 <= contracts.reference_value_net * limits.limit_value as is_within_share
    from amendments
    left join contracts
        on amendments.publication_id = contracts.publication_id and amendments.contract_id = contracts.contract_id
    {{ join_legal_limit(rule_id, 'contracts.nature', 'amendments.amendment_date') }}
)

select
    publication_id,
    'amendment' as subject_type,
    amendment_id as subject_id,
    case
        when missing_reason is not null then 'not_testable'
        when is_within_share then 'pass'
        else 'fail'
    end as verdict,
    case
        when missing_reason is not null then missing_reason
        when is_within_share then 'change_within_share'
        else 'change_above_share'
    end as reason,
    {{ said('rule_evidence.change_up_to_share', 'en') }} as evidence
from compared
{%- endmacro %}
