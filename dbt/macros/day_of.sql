{# The day that an instant, kept in UTC, falls on where the organisation is. #}
{% macro day_of(instant) -%}
    cast(timezone('{{ env_var("FUNDAMENT_TIME_ZONE", "") or "Europe/Amsterdam" }}', timezone('UTC', {{ instant }})) as date)
{%- endmacro %}

{# The last day of the period that a date stands for by its precision. #}
{% macro last_day_of(date, precision) -%}
    case {{ precision }}
        {%- for part in ['month', 'quarter', 'year'] %}
        when '{{ part }}' then cast(date_trunc('{{ part }}', {{ date }}) + interval 1 {{ part }} - interval 1 day as date)
        {%- endfor %}
        else {{ date }}
    end
{%- endmacro %}
