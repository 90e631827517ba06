-- The contracts with spend in each scenario, those with most that is non-compliant or could not be judged first.
with sums as (
    select
        publication_id,
        scenario_id,
        contract_id,
        any_value(contract_name) as contract_name,
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
    coalesce(english.label, sums.contract_name) as contract_name_en,
    coalesce(dutch.label, sums.contract_name) as contract_name_nl,
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
left join marts.labels as english
    on
        sums.publication_id = english.publication_id and english.subject_type = 'contract'
        and sums.contract_id = english.subject_id and english.language = 'en'
left join marts.labels as dutch
    on
        sums.publication_id = dutch.publication_id and dutch.subject_type = 'contract'
        and sums.contract_id = dutch.subject_id and dutch.language = 'nl'
qualify place <= $most
order by sums.publication_id, sums.scenario_id, place
