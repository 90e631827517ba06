-- The last day of each contract: its own, or that of the contract that carries the same platform.
with contracts as (
    select * from {{ ref('known_contracts') }}
),

platform_ends as (
    select
        publication_id,
        platform_id,
        contract_id,
        current_end_date as end_date
    from contracts
    where platform_id is not null and current_end_date is not null
    qualify
        row_number() over (
            partition by publication_id, platform_id order by current_end_date desc, contract_id desc
        ) = 1
)

select
    contracts.publication_id,
    contracts.contract_id,
    case when contracts.current_end_date is not null then contracts.contract_id else platform_ends.contract_id end
        as ending_contract_id,
    coalesce(contracts.current_end_date, platform_ends.end_date) as contract_end_date,
    case
        when contracts.current_end_date is not null then 'own'
        when platform_ends.end_date is not null then 'platform'
        else 'unknown'
    end as end_date_basis
from contracts
left join platform_ends
    on
        contracts.publication_id = platform_ends.publication_id
        and contracts.platform_id = platform_ends.platform_id
