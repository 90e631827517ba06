-- Spend that could not be judged: why, and what to deliver.
select
    scenario_id,
    reason,
    reason_en,
    reason_nl,
    lines,
    amount_gross,
    unknown_lines,
    deliver_en,
    deliver_nl
from marts.spend_unjudged
where publication_id = $publication_id
order by scenario_id, amount_gross desc nulls first, lines desc, reason
