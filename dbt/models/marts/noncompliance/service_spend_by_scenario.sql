{% set outcomes = {'spend': 'true', 'unlawful': "outcome = 'unlawful'", 'uncertain': "outcome = 'uncertain'",
    'lawful': "outcome = 'lawful'"} %}
with cells as (
    select
        publication_id,
        scenario_id,
        coalesce(service_id, 'none') as service_id,
        coalesce(cost_type, 'none') as cost_type,
        year,
        measure_type,
        {% for name, condition in outcomes.items() %}
        {{ unless_all_unknown('amount_gross', known_part('amount_gross', condition)) }} as {{ name }}_amount_gross,
        {{ unknown_lines('amount_gross', 'line_id', condition) }} as {{ name }}_unknown_lines,
        {% endfor %}
        count(distinct line_id) as spend_lines
    from {{ ref('int_spend_classes') }}
    where is_counted
    group by
        publication_id, scenario_id, coalesce(service_id, 'none'), coalesce(cost_type, 'none'), year, measure_type
),

parts as (
    {{ counted_in_each_scenario('cells') | indent(4) }}
)

select
    publication_id,
    scenario_id,
    service_id,
    cost_type,
    cast(year as integer) as year,
    measure_type,
    {% for name in outcomes %}
    {{ sum_of_known_parts(name ~ '_amount_gross', name ~ '_unknown_lines') }} as {{ name }}_amount_gross,
    cast(sum({{ name }}_unknown_lines) as integer) as {{ name }}_unknown_lines,
    {% endfor %}
    cast(sum(spend_lines) as bigint) as spend_lines
from parts
group by publication_id, scenario_id, service_id, cost_type, year, measure_type
