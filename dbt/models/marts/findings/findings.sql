with rules as (
    select * from {{ ref('finding_rules') }}
),

severities as (
    select * from {{ ref('code_labels') }}
    where code_list = 'severity'
),

names as (
    select * from {{ ref('int_subject_names') }}
),

raised as (
    select raised.*
    from {{ ref('int_findings_raised') }} as raised
    anti join {{ ref('int_finding_rules_off') }} as switched_off
        on
            raised.publication_id = switched_off.publication_id
            and raised.finding_rule = switched_off.finding_rule
),

-- Severity grows with days and money. What a rule weighs by an amount that is not known weighs most.
weighed as (
    select
        raised.*,
        rules.label_en,
        rules.label_nl,
        rules.description_en,
        rules.description_nl,
        case
            when
                rules.severity = 'high'
                or raised.days >= rules.high_from_days
                or raised.amount_gross >= rules.high_from_eur
                or (raised.amount_gross is null and rules.high_from_eur is not null)
                then 'high'
            when
                rules.severity = 'medium'
                or raised.days >= rules.medium_from_days
                or raised.amount_gross >= rules.medium_from_eur
                then 'medium'
            else 'low'
        end as severity
    from raised
    inner join rules on raised.finding_rule = rules.finding_rule
)

select
    raised.publication_id,
    raised.finding_id,
    raised.finding_rule,
    raised.label_en as finding_rule_en,
    raised.label_nl as finding_rule_nl,
    raised.severity,
    severities.label_en as severity_en,
    severities.label_nl as severity_nl,
    cast(list_position(['high', 'medium', 'low'], raised.severity) as integer) as severity_order,
    -- The gravest first, then the largest.
    cast(
        row_number() over (
            partition by raised.publication_id, raised.finding_rule
            order by
                list_position(['high', 'medium', 'low'], raised.severity) asc,
                raised.amount_gross desc nulls last,
                raised.days desc nulls last,
                raised.subject_id asc,
                raised.qualifier asc
        ) as integer
    ) as rank_in_rule,
    raised.subject_type,
    raised.subject_id,
    coalesce(names.name_en, raised.subject_id) as subject_name_en,
    coalesce(names.name_nl, raised.subject_id) as subject_name_nl,
    raised.qualifier,
    cast(raised.amount_gross as decimal(18, 2)) as amount_gross,
    raised.days,
    raised.message_en,
    raised.message_nl,
    raised.description_en as why_en,
    raised.description_nl as why_nl,
    raised.evidence,
    raised.evidence_nl
from weighed as raised
left join severities on raised.severity = severities.code
left join names
    on
        raised.publication_id = names.publication_id
        and raised.subject_type = names.subject_type
        and raised.subject_id = names.subject_id
