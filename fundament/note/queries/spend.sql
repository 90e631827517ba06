-- Non-compliant spend per contract and year, with the sums over contracts, over years and over all: what is known of
-- them, and the number of lines that they leave out. Of the contracts of a scenario the thousand with the largest amounts.
with cells as (
    select
        scenario_id,
        contract_id,
        year,
        measure_type,
        any_value(contract_name) as contract_name,
        count(*) as cells,
        marts.sum_of_known_parts(unlawful_amount_gross, unlawful_unknown_lines) as unlawful_amount_gross,
        sum(unlawful_unknown_lines) as unlawful_unknown_lines,
        sum(stated_unlawful_amount_gross) as stated_unlawful_amount_gross,
        sum(stated_unlawful_unknown_lines) as stated_unlawful_unknown_lines,
        sum(spend_unknown_lines) = 0 and sum(uncertain_amount_gross) = 0 as is_judged,
        marts.sum_of_known_parts(spend_amount_gross, spend_unknown_lines) as spend_amount_gross,
        sum(spend_unknown_lines) as spend_unknown_lines,
        marts.sum_of_known_parts(uncertain_amount_gross, uncertain_unknown_lines) as uncertain_amount_gross,
        sum(uncertain_unknown_lines) as uncertain_unknown_lines,
        bool_and(lawfulness_status = 'asserted_by_source') and sum(unlawful_amount_gross) = sum(spend_amount_gross)
        and sum(spend_unknown_lines) = 0 as is_all_asserted
    from marts.noncompliance_by_contract_year
    where publication_id = $publication_id
    group by grouping sets (
        (scenario_id, contract_id, year, measure_type),
        (scenario_id, contract_id),
        (scenario_id, year, measure_type),
        (scenario_id)
    )
),

largest as (
    select
        scenario_id,
        contract_id
    from cells
    where contract_id is not null and year is null
    qualify
        row_number() over (
            partition by scenario_id
            order by
                coalesce(unlawful_amount_gross, 0) = 0 and unlawful_unknown_lines = 0,
                coalesce(unlawful_amount_gross, 0) desc,
                contract_id
        ) <= 1000
)

select * from cells
where contract_id is null
union all
select cells.* from cells
semi join largest on cells.scenario_id = largest.scenario_id and cells.contract_id = largest.contract_id
order by scenario_id, contract_id nulls last, year nulls last, measure_type nulls last
