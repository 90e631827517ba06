{# The limit of a rule for what is bought, on the day that decides: the columns of legal_limits as `limits`, null where
   none is on file. #}
{% macro join_legal_limit(rule_id, nature, day) -%}
left join {{ ref('legal_limits') }} as limits
    on
        limits.rule_id = '{{ rule_id }}'
        and coalesce({{ nature }}, 'unknown') = limits.nature
        and {{ day }} between limits.valid_from and limits.valid_to
{%- endmacro %}
