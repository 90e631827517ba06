-- The scenarios, the baseline first.
select
    totals.publication_id,
    totals.scenario_id,
    scenario.scenario_name_en,
    scenario.scenario_name_nl,
    totals.pause_months,
    totals.is_baseline,
    totals.total_gross,
    totals.unknown_lines as total_unknown_lines,
    totals.uncertain_gross,
    totals.uncertain_unknown_lines,
    totals.increase_gross,
    totals.increase_pct,
    scenario.source_file,
    scenario.source_line,
    scenario.citation,
    row_number() over (
        partition by totals.publication_id
        order by coalesce(totals.is_baseline, false) desc, totals.pause_months nulls last, totals.scenario_id
    ) as place,
    count(*) over (partition by totals.publication_id) as of_all
from marts.noncompliance_scenarios as totals
left join marts.dim_scenario as scenario
    on totals.publication_id = scenario.publication_id and totals.scenario_id = scenario.scenario_id
qualify place <= $most
order by totals.publication_id, place
