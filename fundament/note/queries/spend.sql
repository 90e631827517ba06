-- Non-compliant spend per contract and year, with the sums over contracts, over years and over all.
-- A sum of which one term is unknown is unknown.
select
    scenario_id,
    contract_id,
    year,
    measure_type,
    any_value(contract_name) as contract_name,
    count(*) as cells,
    case when count(unlawful_amount_gross) = count(*) then sum(unlawful_amount_gross) end as unlawful_amount_gross,
    case when count(stated_unlawful_amount_gross) = count(*) then sum(stated_unlawful_amount_gross) end
        as stated_unlawful_amount_gross,
    count(spend_amount_gross) = count(*) and sum(uncertain_amount_gross) = 0 as is_judged,
    case when count(spend_amount_gross) = count(*) then sum(spend_amount_gross) end as spend_amount_gross,
    case when count(uncertain_amount_gross) = count(*) then sum(uncertain_amount_gross) end
        as uncertain_amount_gross
from marts.noncompliance_by_contract_year
where publication_id = $publication_id
group by grouping sets (
    (scenario_id, contract_id, year, measure_type),
    (scenario_id, contract_id),
    (scenario_id, year, measure_type),
    (scenario_id)
)
order by scenario_id, contract_id nulls last, year nulls last, measure_type nulls last
