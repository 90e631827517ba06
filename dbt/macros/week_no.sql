{# The number of a day's week, from Monday to Sunday; week 0 begins on Monday 5 January 1970. #}
{% macro week_no(day) -%}
    (({{ day }} - date '1970-01-05') // 7)
{%- endmacro %}

{# The day that comes so many days after the Monday of a week. #}
{% macro day_of_week(week_no, days=0) -%}
    (date '1970-01-05' + cast(7 * {{ week_no }} + {{ days }} as integer))
{%- endmacro %}
