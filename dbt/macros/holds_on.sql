{# Whether a stretch of days holds on a day; a border that is not known is open. Each comparison has a value of its own
   on either side: an `or` between them would make DuckDB compare every row with every stretch. #}
{% macro holds_on(stretch, day) -%}
    {{ day }} >= coalesce({{ stretch }}.first_day, date '0001-01-01')
    and {{ day }} <= coalesce({{ stretch }}.last_day, date '9999-12-31')
{%- endmacro %}
