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

{# The fewest days that so many months in a row can have: from 1 February, where no leap year is near. #}
{% macro least_days_of(months) -%}
    cast(date '2021-02-01' + to_months(cast({{ months }} as integer)) as date) - date '2021-02-01'
{%- endmacro %}
