-- The parts of spend that rates and costs of agreements are taken from: those that count, of the one scenario that is
-- chosen and of none.
select parts.*
from {{ ref('int_spend_parts') }} as parts
left join {{ ref('int_spend_scenarios') }} as chosen on parts.publication_id = chosen.publication_id
where parts.is_counted and parts.scenario_id in ('none', chosen.scenario_id)
