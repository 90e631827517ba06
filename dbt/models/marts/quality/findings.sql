with rules as (
    select * from {{ ref('finding_rules') }}
    where is_enabled
),

raised as (
    select * from {{ ref('int_findings_raised') }}
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
    rules.description_en as why_en,
    rules.description_nl as why_nl,
    raised.evidence
from raised
inner join rules on raised.finding_rule = rules.finding_rule
