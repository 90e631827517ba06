{# A large table bears its key without an index, which DuckDB would build row by row: meta `no_index` says why, and a
   test holds the key. #}
{% macro duckdb__get_table_columns_and_constraints() -%}
    {%- if 'no_index' in config.get('meta', {}) -%}
    ({{ adapter.render_raw_columns_constraints(raw_columns=model['columns']) | join(', ') }})
    {%- else -%}
    {{ table_columns_and_constraints() }}
    {%- endif -%}
{%- endmacro %}
