{# The day that an instant, kept in UTC, falls on where the organisation is. #}
{% macro day_of(instant) -%}
    cast(timezone('{{ env_var("FUNDAMENT_TIME_ZONE", "") or "Europe/Amsterdam" }}', timezone('UTC', {{ instant }})) as date)
{%- endmacro %}
