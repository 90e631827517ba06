{{ config(materialized='table') }}
-- Each contract with itself and everything above it, by parent_contract_id; a cycle ends where it closes.
with recursive contracts as (
    select
        publication_id,
        contract_id,
        parent_contract_id
    from {{ ref('known_contracts') }}
),

ancestors as (
    select
        publication_id,
        contract_id,
        contract_id as ancestor_id,
        0 as depth,
        [contract_id] as path
    from contracts
    union all
    select
        ancestors.publication_id,
        ancestors.contract_id,
        parents.contract_id as ancestor_id,
        ancestors.depth + 1 as depth,
        list_append(ancestors.path, parents.contract_id) as path
    from ancestors
    inner join contracts as children
        on ancestors.publication_id = children.publication_id and ancestors.ancestor_id = children.contract_id
    inner join contracts as parents
        on children.publication_id = parents.publication_id and children.parent_contract_id = parents.contract_id
    where not list_contains(ancestors.path, parents.contract_id)
)

select
    publication_id,
    contract_id,
    ancestor_id,
    depth
from ancestors
