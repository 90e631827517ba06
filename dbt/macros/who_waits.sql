{# Who waits for whom in a dependency, as two columns: a service for its platform and its programme; of any other kind
   `to_id` waits, as what requires a service does, and the agreement under which a platform is paid. #}
{% macro who_waits(needed_id, waiting_id) -%}
    case when dependency_type in ('runs_on', 'delivered_by') then to_id else from_id end as {{ needed_id }},
    case when dependency_type in ('runs_on', 'delivered_by') then from_id else to_id end as {{ waiting_id }}
{%- endmacro %}
