-- Spend that could not be judged: why, and what to deliver.
select
    publication_id,
    scenario_id,
    reason,
    reason_en,
    reason_nl,
    lines,
    amount_gross,
    unknown_lines,
    deliver_en,
    deliver_nl,
    row_number() over (
        partition by publication_id, scenario_id order by amount_gross desc nulls first, lines desc, reason
    ) as place,
    count(*) over (partition by publication_id, scenario_id) as of_all
from marts.spend_unjudged_by_scenario
qualify place <= $most
order by publication_id, scenario_id, place
