-- The scenarios, the baseline first.
select
    totals.scenario_id,
    totals.scenario_name,
    totals.pause_months,
    totals.is_baseline,
    totals.total_gross,
    totals.unknown_lines,
    totals.uncertain_gross,
    totals.total_basis,
    totals.stated_total_gross,
    totals.baseline_total_gross,
    totals.increase_gross,
    totals.increase_pct,
    scenario.source_file || ', line ' || scenario.source_line as origin,
    scenario.citation
from marts.noncompliance_scenarios as totals
left join marts.dim_scenario as scenario
    on totals.publication_id = scenario.publication_id and totals.scenario_id = scenario.scenario_id
where totals.publication_id = $publication_id
order by coalesce(totals.is_baseline, false) desc, totals.pause_months nulls last, totals.scenario_id
