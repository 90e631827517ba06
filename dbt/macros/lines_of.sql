{# The files and lines that a group of rows comes from; of very many the first. `place`: the number of a row in that
   order within its group, where a query before has it; Spark knows no lists in an order. #}
{% macro lines_of(source_file, source_line, line='line', more='and more', most=100, place=none) -%}
    {%- if place -%}
        string_agg({{ source_file }} || ', {{ line }} ' || {{ source_line }}, '; ' order by {{ place }})
        filter (where {{ place }} <= {{ most }})
    {%- else -%}
    array_to_string(
        list(
            {{ source_file }} || ', {{ line }} ' || {{ source_line }} order by {{ source_file }}, {{ source_line }}
        )[:{{ most }}], '; '
    )
    {%- endif %} || case when count(*) > {{ most }} then '; {{ more }}: ' || (count(*) - {{ most }}) else '' end
{%- endmacro %}
