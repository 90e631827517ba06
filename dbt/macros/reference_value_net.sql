{# What changes are held against: the value as indexed by the contract's own clause, or else that of the award. #}
{% macro reference_value_net(contract='') -%}
    coalesce({{ contract }}indexed_value_net, {{ contract }}original_value_net)
{%- endmacro %}
