with parts as (
    {{ counted_in_each_scenario(ref('spend_unjudged')) | indent(4) }}
)

select
    publication_id,
    scenario_id,
    reason,
    any_value(reason_en) as reason_en,
    any_value(reason_nl) as reason_nl,
    cast(sum(lines) as bigint) as lines,
    {{ sum_of_known_parts('amount_gross', 'unknown_lines') }} as amount_gross,
    cast(sum(unknown_lines) as integer) as unknown_lines,
    any_value(deliver_en) as deliver_en,
    any_value(deliver_nl) as deliver_nl
from parts
group by publication_id, scenario_id, reason
