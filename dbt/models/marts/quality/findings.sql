with rules as (
    select * from {{ ref('finding_rules') }}
    where is_enabled
),

raised as (
    {% for rule in [
        'spend_after_contract_end', 'spend_amount_unknown', 'scenario_total_rose', 'service_delayed',
        'service_delay_unknown', 'blocking_issue_past_target', 'figure_not_exact', 'tolerance_broken',
        'rule_fires_often', 'framework_without_maximum'
    ] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        '{{ rule }}' as finding_rule,
        *
    from {{ ref('finding_' ~ rule) }}
    {% endfor %}
)

select
    raised.publication_id,
    raised.finding_rule || ':' || raised.subject_id || case when raised.qualifier = '' then '' else ':' end
    || raised.qualifier as finding_id,
    raised.finding_rule,
    rules.severity,
    raised.subject_type,
    raised.subject_id,
    cast(raised.amount_gross as decimal(18, 2)) as amount_gross,
    raised.message_en,
    raised.message_nl,
    raised.evidence
from raised
inner join rules on raised.finding_rule = rules.finding_rule
