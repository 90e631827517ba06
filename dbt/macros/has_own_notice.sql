{# A procedure that begins with a notice of its own, so that anyone could compete; NULL where the method is. #}
{% macro has_own_notice(procurement_method) -%}
    ({{ procurement_method }} in ('open', 'restricted', 'negotiated'))
{%- endmacro %}
