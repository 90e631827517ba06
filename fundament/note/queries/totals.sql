-- Non-compliant spend of each scenario, facts that hold in every scenario included: all of it, and realised and forecast
-- apart.
select
    bridge.scenario_id,
    spend.measure_type,
    min(spend.year) as first_year,
    max(spend.year) as last_year,
    marts.sum_of_known_parts(unlawful_amount_gross, unlawful_unknown_lines) as unlawful_amount_gross,
    sum(unlawful_unknown_lines) as unlawful_unknown_lines,
    sum(stated_unlawful_amount_gross) as stated_unlawful_amount_gross,
    marts.sum_of_known_parts(uncertain_amount_gross, uncertain_unknown_lines) as uncertain_amount_gross,
    sum(uncertain_unknown_lines) as uncertain_unknown_lines,
    marts.sum_of_known_parts(spend_amount_gross, spend_unknown_lines) as spend_amount_gross,
    sum(spend_unknown_lines) as spend_unknown_lines,
    bool_and(lawfulness_status = 'asserted_by_source') and sum(unlawful_amount_gross) = sum(spend_amount_gross)
    and sum(spend_unknown_lines) = 0 as is_all_asserted
from marts.noncompliance_by_contract_year as spend
inner join (
    select publication_id, scenario_id, counted_scenario_id from marts.scenario_bridge
    union
    -- The facts alone.
    select publication_id, 'none', 'none' from marts.dim_publication
) as bridge
    on spend.publication_id = bridge.publication_id and spend.scenario_id = bridge.counted_scenario_id
where spend.publication_id = $publication_id
group by grouping sets ((bridge.scenario_id, spend.measure_type), (bridge.scenario_id))
order by bridge.scenario_id, spend.measure_type desc nulls first
