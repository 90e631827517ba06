{# What goes along with each part of a line, whatever becomes of its amounts. #}
{% macro columns_of_parts(relation) -%}
{%- for column in [
    'contract_id', 'supplier_key', 'supplier_id', 'supplier_name', 'scenario_id', 'service_id', 'ending_contract_id',
    'measure_type', 'cost_type', 'description', 'recognition_basis', 'is_contract_on_file', 'is_counted', 'year',
    'part_start', 'part_end', 'is_after_contract_end', 'delivery_id', 'source_file', 'source_line', 'citation'
] -%}
{{ relation }}.{{ column }}{{ ', ' if not loop.last }}
{%- endfor %}
{%- endmacro %}
