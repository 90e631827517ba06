{# The sum of an amount over the rows that meet a condition: zero over no rows, NULL as soon as one of them is
   unknown, since a sum of the others would be too low. #}
{% macro sum_if_known(amount, condition='true') -%}
    case
        when count(*) filter (where {{ condition }} and {{ amount }} is null) = 0
            then coalesce(sum({{ amount }}) filter (where {{ condition }}), 0)
    end
{%- endmacro %}
