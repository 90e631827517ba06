-- The contracts with spend in each scenario, those with most that is non-compliant or could not be judged first.
with sums as (
    select
        publication_id,
        scenario_id,
        contract_id,
        sum(unlawful_amount_gross) as unlawful_amount_gross,
        sum(uncertain_amount_gross) as uncertain_amount_gross,
        sum(spend_amount_gross) as spend_amount_gross
    from marts.noncompliance_by_scenario
    where amount_basis = 'lines'
    group by publication_id, scenario_id, contract_id
)

select
    sums.publication_id,
    sums.scenario_id,
    sums.contract_id,
    contract.contract_name_en,
    contract.contract_name_nl,
    row_number() over (
        partition by sums.publication_id, sums.scenario_id
        order by
            sums.unlawful_amount_gross desc nulls last,
            sums.uncertain_amount_gross desc nulls last,
            sums.spend_amount_gross desc nulls last,
            sums.contract_id
    ) as place,
    count(*) over (partition by sums.publication_id, sums.scenario_id) as of_all
from sums
left join marts.dim_contract as contract
    on sums.publication_id = contract.publication_id and sums.contract_id = contract.contract_id
qualify place <= $most
order by sums.publication_id, sums.scenario_id, place
