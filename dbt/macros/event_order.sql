{# Which comes first of two events of an issue at one moment, often a whole day. #}
{% macro event_order(event_type) -%}
    list_position(['opened', 'resolved', 'validated', 'reopened'], {{ event_type }})
{%- endmacro %}
