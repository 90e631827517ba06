with rules as (
    select * from {{ ref('finding_rules') }}
),

raised as (
    select
        finding_rule,
        count(*) as findings
    from {{ ref('int_findings_raised') }}
    where publication_id not like '%@%'
    group by finding_rule
)

select
    rules.finding_rule,
    rules.severity,
    rules.is_enabled,
    rules.disabled_reason,
    case when rules.is_enabled then coalesce(raised.findings, 0) else 0 end as findings_shown,
    case when rules.is_enabled then 0 else coalesce(raised.findings, 0) end as findings_suppressed,
    rules.description_en,
    rules.description_nl
from rules
left join raised on rules.finding_rule = raised.finding_rule
