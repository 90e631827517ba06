{% set left_out = {'spend_amount_gross': 'spend_unknown_lines', 'unlawful_amount_gross': 'unlawful_unknown_lines',
    'uncertain_amount_gross': 'uncertain_unknown_lines'} %}
with parts as (
    {{ counted_in_each_scenario(ref('spend_by_supplier')) | indent(4) }}
)

select
    publication_id,
    scenario_id,
    supplier_key,
    year,
    any_value(supplier_id) as supplier_id,
    any_value(supplier_name) as supplier_name,
    {% for amount, lines in left_out.items() %}
    {{ sum_of_known_parts(amount, lines) }} as {{ amount }},
    cast(sum({{ lines }}) as integer) as {{ lines }},
    {% endfor %}
    {% for amount in ['realised_amount_gross', 'forecast_amount_gross', 'credit_amount_gross'] %}
    cast(sum({{ amount }}) as decimal(18, 2)) as {{ amount }},
    {% endfor %}
    cast(sum(spend_lines) as bigint) as spend_lines
from parts
group by publication_id, scenario_id, supplier_key, year
