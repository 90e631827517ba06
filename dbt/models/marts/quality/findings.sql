with rules as (
    select * from {{ ref('finding_rules') }}
),

severities as (
    select * from {{ ref('code_labels') }}
    where code_list = 'severity'
),

raised as (
    select raised.*
    from {{ ref('int_findings_raised') }} as raised
    anti join {{ ref('int_finding_rules_off') }} as switched_off
        on
            raised.publication_id = switched_off.publication_id
            and raised.finding_rule = switched_off.finding_rule
)

select
    raised.publication_id,
    raised.finding_rule || ':' || raised.subject_id || case when raised.qualifier = '' then '' else ':' end
    || raised.qualifier as finding_id,
    raised.finding_rule,
    rules.label_en as finding_rule_en,
    rules.label_nl as finding_rule_nl,
    rules.severity,
    severities.label_en as severity_en,
    severities.label_nl as severity_nl,
    cast(list_position(['high', 'medium', 'low'], rules.severity) as integer) as severity_order,
    raised.subject_type,
    raised.subject_id,
    cast(raised.amount_gross as decimal(18, 2)) as amount_gross,
    raised.message_en,
    raised.message_nl,
    rules.description_en as why_en,
    rules.description_nl as why_nl,
    raised.evidence,
    raised.evidence_nl
from raised
inner join rules on raised.finding_rule = rules.finding_rule
left join severities on rules.severity = severities.code
