-- The contracts whose spend stands for a contract: its own; of one without spend that of all on its platform.
with contracts as (
    select * from {{ ref('known_contracts') }}
),

with_spend as (
    select distinct
        publication_id,
        contract_id
    from {{ ref('int_baseline_spend') }}
)

select
    publication_id,
    contract_id,
    contract_id as paying_id,
    'contract' as rate_basis
from with_spend
union all
select
    contracts.publication_id,
    contracts.contract_id,
    others.contract_id as paying_id,
    'platform' as rate_basis
from contracts
anti join with_spend
    on contracts.publication_id = with_spend.publication_id and contracts.contract_id = with_spend.contract_id
inner join contracts as others
    on contracts.publication_id = others.publication_id and contracts.platform_id = others.platform_id
