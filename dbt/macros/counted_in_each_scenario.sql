{# Cells of spend in each scenario that they count in: those of a scenario in it, facts in every one. #}
{% macro counted_in_each_scenario(cells) -%}
select
    cells.* exclude (scenario_id),
    bridge.scenario_id
from {{ cells }} as cells
inner join {{ ref('scenario_bridge') }} as bridge
    on cells.publication_id = bridge.publication_id and cells.scenario_id = bridge.counted_scenario_id
{%- endmacro %}
