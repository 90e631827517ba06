{# The canonical sources, as sources.yml declares them: dbt has to know the models that a list names before it reads that
   file. #}
{% macro canonical_sources() -%}
    {{ return([
        'publications', 'contracts', 'contract_amendments', 'contract_spend', 'services', 'dependencies', 'migrations',
        'issues', 'issue_events', 'measures', 'labels', 'milestones', 'cost_impacts', 'assessments', 'scenarios',
        'procurement_errors', 'statements', 'finding_rule_switches', 'control_totals'
    ]) }}
{%- endmacro %}
