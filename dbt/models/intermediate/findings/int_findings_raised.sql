{{ config(materialized='table') }}
-- What every rule raises, also the rules that are switched off, with amounts in the currency of the publication.
with raised as (
    {% for rule in [
        'spend_after_contract_end', 'spend_amount_unknown', 'scenario_total_rose', 'scenario_total_fell',
        'service_delayed', 'service_delay_unknown', 'blocking_issue_past_target', 'figure_not_exact', 'tolerance_broken',
        'migration_past_contract_end', 'agreement_collision', 'service_without_owner', 'register_spend_contradiction',
        'dependency_on_cancelled_service', 'measure_overdue', 'blocking_issues_rise', 'forecast_slipped_thrice',
        'rule_fires_often', 'framework_without_maximum', 'spend_amounts_contradict', 'assessment_older_than_contract',
        'delivery_late', 'spend_after_end_below_threshold', 'service_overdue', 'spend_not_judged', 'contract_ends_soon',
        'subject_vanished'
    ] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        '{{ rule }}' as finding_rule,
        *
    from {{ ref('finding_' ~ rule) }}
    {% endfor %}
),

publications as (
    select * from {{ ref('known_publications') }}
)

select
    raised.finding_rule,
    raised.finding_rule || ':' || raised.subject_id || if(raised.qualifier = '', '', ':') || raised.qualifier
        as finding_id,
    raised.publication_id,
    raised.subject_type,
    raised.subject_id,
    raised.qualifier,
    raised.amount_gross,
    raised.days,
    {{ in_currency('raised.message_en', 'publications.currency') }} as message_en,
    {{ in_currency('raised.message_nl', 'publications.currency') }} as message_nl,
    {{ in_currency('raised.evidence', 'publications.currency') }} as evidence,
    {{ in_currency('raised.evidence_nl', 'publications.currency') }} as evidence_nl,
    raised.sources
from raised
left join publications on raised.publication_id = publications.publication_id
