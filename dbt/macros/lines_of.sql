{# The files and lines that a group of rows comes from. #}
{% macro lines_of(source_file, source_line, line='line') -%}
    string_agg(
        {{ source_file }} || ', {{ line }} ' || {{ source_line }}, '; ' order by {{ source_file }}, {{ source_line }}
    )
{%- endmacro %}
