{# The files and lines that a group of rows comes from; of very many the first. #}
{% macro lines_of(source_file, source_line, line='line', more='and more', most=100) -%}
    array_to_string(
        list(
            {{ source_file }} || ', {{ line }} ' || {{ source_line }} order by {{ source_file }}, {{ source_line }}
        )[:{{ most }}], '; '
    ) || case when count(*) > {{ most }} then '; {{ more }}: ' || (count(*) - {{ most }}) else '' end
{%- endmacro %}
