-- The framework agreements that each contract falls under, itself included, numbered by powers of two in the order of
-- their keys. So a sum of numbers says which of them it is of: rule_r10_lines makes it, int_spend_evidence reads it.
with frameworks as (
    select * from {{ ref('known_contracts') }}
    where contract_type = 'framework'
)

select
    ancestors.publication_id,
    ancestors.contract_id,
    ancestors.ancestor_id as framework_id,
    frameworks.maximum_value_net,
    cast(1 as bigint) << cast(
        row_number() over (
            partition by ancestors.publication_id, ancestors.contract_id order by ancestors.ancestor_id
        ) - 1 as integer
    ) as place_value
from {{ ref('int_contract_ancestors') }} as ancestors
inner join frameworks
    on ancestors.publication_id = frameworks.publication_id and ancestors.ancestor_id = frameworks.contract_id
