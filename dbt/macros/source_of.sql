{# The delivered rows that something rests on, as one text: file and line parted by the unit separator of ASCII, rows by
   its record separator. Sentences show it by `{sources:lines}`; row_sources has a row for each. #}
{% macro source_of(source_file='source_file', source_line='source_line') -%}
    {{ source_file }} || chr(31) || {{ source_line }}
{%- endmacro %}

{# Those of a group, of very many the first. `place`: the number of a row in that order within its group, where a query
   before has it; Spark knows no lists in an order. #}
{% macro sources_of(source_file='source_file', source_line='source_line', most=100, place=none) -%}
    {%- if place -%}
        string_agg({{ source_of(source_file, source_line) }}, chr(30) order by {{ place }})
        filter (where {{ place }} <= {{ most }})
    {%- else -%}
    array_to_string(
        list({{ source_of(source_file, source_line) }} order by {{ source_file }}, {{ source_line }})[:{{ most }}], chr(30)
    )
    {%- endif %}
{%- endmacro %}

{# How many of them are left out; NULL for none. #}
{% macro sources_left_out(lines, most=100) -%}
    nullif(greatest({{ lines }} - {{ most }}, 0), 0)
{%- endmacro %}
