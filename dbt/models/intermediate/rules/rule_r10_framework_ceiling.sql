-- R10: call-offs stay within the maximum of the framework agreement, from the day it is passed they do not. The verdict
-- on the agreement; that on each line under it is in rule_r10_lines. No maximum on file is a flag of its own.
with ceilings as (
    select * from {{ ref('int_framework_ceilings') }}
),

per_framework as (
    select
        publication_id,
        contract_id,
        bool_or(ceiling_status = 'crossed') as is_crossed,
        bool_or(ceiling_status = 'no_maximum') as is_without_maximum,
        bool_or(ceiling_status = 'net_unknown') as is_unknown,
        string_agg({{ said('rule_evidence.ceiling', 'en') }}, '; ' order by scenario_id) as evidence
    from ceilings
    group by publication_id, contract_id
)

select
    publication_id,
    'contract' as subject_type,
    contract_id as subject_id,
    case
        when is_crossed then 'fail'
        when is_without_maximum or is_unknown then 'not_testable'
        else 'pass'
    end as verdict,
    case
        when is_crossed then 'maximum_passed'
        when is_without_maximum then 'no_maximum'
        when is_unknown then 'net_amount_unknown'
        else 'within_maximum'
    end as reason,
    evidence
from per_framework
