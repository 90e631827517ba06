-- Why most of what could not be judged was not, per scenario with the facts that count in it.
select
    scenario_id,
    reason,
    reason_en,
    reason_nl
from marts.spend_unjudged_by_scenario
where publication_id = $publication_id
qualify row_number() over (partition by scenario_id order by amount_gross desc nulls last, lines desc, reason) = 1
order by scenario_id
