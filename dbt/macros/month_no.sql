{# The number of a day's month, counted from January of the year 0. #}
{% macro month_no(day) -%}
    (12 * year({{ day }}) + month({{ day }}) - 1)
{%- endmacro %}
