{# The borders of a stretch of days; one that is not known is open, and the first or the last day there is stands for it.
   No NULL and no `or`: DuckDB would compare every row with every stretch. #}
{% macro from_day(stretch) -%}
    coalesce({{ stretch }}.first_day, date '0001-01-01')
{%- endmacro %}

{% macro to_day(stretch) -%}
    coalesce({{ stretch }}.last_day, date '9999-12-31')
{%- endmacro %}

{# Whether it holds on a day. #}
{% macro holds_on(stretch, day) -%}
    {{ day }} >= {{ from_day(stretch) }}
    and {{ day }} <= {{ to_day(stretch) }}
{%- endmacro %}
