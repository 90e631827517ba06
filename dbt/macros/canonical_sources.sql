{# Made from sources.yml by `make docs`: the canonical sources. #}
{% macro canonical_sources() -%}
    {{ return([
        'publications',
        'contracts',
        'contract_amendments',
        'contract_spend',
        'services',
        'dependencies',
        'migrations',
        'issues',
        'issue_events',
        'measures',
        'milestones',
        'cost_impacts',
        'assessments',
        'scenarios',
        'procurement_errors',
        'labels',
        'statements',
        'finding_rule_switches',
        'control_totals'
    ]) }}
{%- endmacro %}
