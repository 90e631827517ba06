{# What registers and trackers speak of: per type the source, the name, the end as agreed at first and the end as
   planned now, and the word for it in a Dutch sentence. #}
{% macro subjects() -%}
{{ return({
    'contract': {
        'source': 'contracts', 'name': 'contract_name',
        'first_end': 'end_date', 'later_end': 'current_end_date', 'nl': 'het contract',
    },
    'service': {
        'source': 'services', 'name': 'service_name',
        'first_end': 'cast(null as date)', 'later_end': 'cast(null as date)', 'nl': 'de dienst',
    },
    'migration': {
        'source': 'migrations', 'name': 'migration_id',
        'first_end': 'baseline_end_date', 'later_end': 'forecast_end_date', 'nl': 'de migratie',
    },
    'issue': {
        'source': 'issues', 'name': 'title',
        'first_end': 'target_date', 'later_end': 'target_date', 'nl': 'het punt',
    },
    'measure': {
        'source': 'measures', 'name': 'title',
        'first_end': 'due_date', 'later_end': 'due_date', 'nl': 'de maatregel',
    },
    'milestone': {
        'source': 'milestones', 'name': 'title',
        'first_end': 'period_end - 1', 'later_end': 'period_end - 1', 'nl': 'de mijlpaal',
    },
}) }}
{%- endmacro %}
