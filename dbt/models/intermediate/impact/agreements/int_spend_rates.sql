{{ config(materialized='table') }}
-- What a contract costs a day, for one service where its lines name it and for all together: the spend of the last
-- calendar year that has any, not after the contract's end.
with parts as (
    select * from {{ ref('int_baseline_spend') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
),

paying as (
    select * from {{ ref('int_paying_contracts') }}
),

spend as (
    select
        paying.publication_id,
        paying.contract_id,
        paying.rate_basis,
        parts.service_id,
        parts.scenario_id,
        parts.year,
        parts.part_start,
        parts.part_end,
        parts.amount_gross
    from paying
    inner join parts on paying.publication_id = parts.publication_id and paying.paying_id = parts.contract_id
    inner join contract_ends
        on paying.publication_id = contract_ends.publication_id and paying.contract_id = contract_ends.contract_id
    where parts.part_start <= contract_ends.contract_end_date or contract_ends.contract_end_date is null
),

per_year as (
    select
        publication_id,
        contract_id,
        case when grouping(service_id) = 0 then service_id end as service_id,
        grouping(service_id) = 1 as is_whole_contract,
        any_value(rate_basis) as rate_basis,
        year,
        max(scenario_id) as scenario_id,
        -- A rate of some of the lines would be that of none.
        case when count(amount_gross) = count(*) then sum(amount_gross) end as amount_gross,
        max(part_end) - min(part_start) as days
    from spend
    group by grouping sets ((publication_id, contract_id, service_id, year), (publication_id, contract_id, year))
)

select * from per_year
where is_whole_contract or service_id is not null
qualify
    row_number() over (
        partition by publication_id, contract_id, service_id, is_whole_contract order by year desc
    ) = 1
