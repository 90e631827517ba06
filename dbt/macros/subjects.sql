{# What registers and trackers speak of: per type the source, the name, the end as agreed at first and the end as
   planned now. #}
{% macro subjects() -%}
{{ return({
    'contract': {
        'source': 'contracts', 'name': 'contract_name',
        'first_end': 'end_date', 'later_end': 'current_end_date',
    },
    'service': {
        'source': 'services', 'name': 'service_name',
        'first_end': 'cast(null as date)', 'later_end': 'cast(null as date)',
    },
    'migration': {
        'source': 'migrations', 'name': 'migration_id',
        'first_end': 'baseline_end_date', 'later_end': 'forecast_end_date',
    },
    'issue': {
        'source': 'issues', 'name': 'title',
        'first_end': 'target_date', 'later_end': 'target_date',
    },
    'measure': {
        'source': 'measures', 'name': 'title',
        'first_end': 'due_date', 'later_end': 'due_date',
    },
    'milestone': {
        'source': 'milestones', 'name': 'title',
        'first_end': 'period_end - 1', 'later_end': 'period_end - 1',
    },
}) }}
{%- endmacro %}
