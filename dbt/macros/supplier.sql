{# Suppliers as the sources name them. No key or name of a natural person leaves the warehouse. #}

{# Under what key: that of the source, else the name. #}
{% macro supplier_key(relation) -%}
    case
        when {{ relation }}.supplier_kind = 'natural_person' then 'natural_person'
        else coalesce({{ relation }}.supplier_id, {{ relation }}.supplier_name, 'none')
    end
{%- endmacro %}

{# A key or a name, of an organisation only. #}
{% macro unless_a_person(relation, column) -%}
    case when coalesce({{ relation }}.supplier_kind, '') != 'natural_person' then {{ relation }}.{{ column }} end
{%- endmacro %}
