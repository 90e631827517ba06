{{ config(materialized='table') }}
-- What every rule raises, also the rules that are switched off.
{% for rule in [
    'spend_after_contract_end', 'spend_amount_unknown', 'scenario_total_rose', 'scenario_total_fell',
    'service_delayed', 'service_delay_unknown', 'blocking_issue_past_target', 'figure_not_exact', 'tolerance_broken',
    'migration_past_contract_end', 'agreement_collision', 'service_without_owner', 'register_spend_contradiction',
    'dependency_on_cancelled_service', 'measure_overdue', 'blocking_issues_rise', 'forecast_slipped_thrice',
    'rule_fires_often', 'framework_without_maximum', 'spend_amounts_contradict', 'assessment_older_than_contract',
    'delivery_late', 'service_overdue', 'spend_not_judged', 'contract_ends_soon', 'subject_vanished'
] %}
{% if not loop.first %}
union all
{% endif %}
select
    '{{ rule }}' as finding_rule,
    *
from {{ ref('finding_' ~ rule) }}
{% endfor %}
