with rules as (
    select * from {{ ref('finding_rules') }}
),

raised as (
    select
        finding_rule,
        count(*) as findings
    from {{ ref('int_findings_raised') }}
    group by finding_rule
),

switched_off as (
    select
        finding_rule,
        count(*) as publications,
        sum(findings_suppressed) as findings
    from {{ ref('int_finding_rules_off') }}
    group by finding_rule
)

select
    rules.finding_rule,
    rules.severity,
    rules.is_enabled,
    coalesce(rules.disabled_reason, rules.disabled_reason_nl) as disabled_reason,
    coalesce(rules.disabled_reason_nl, rules.disabled_reason) as disabled_reason_nl,
    coalesce(switched_off.publications, 0) as publications_off,
    coalesce(raised.findings, 0) - cast(coalesce(switched_off.findings, 0) as bigint) as findings_shown,
    cast(coalesce(switched_off.findings, 0) as bigint) as findings_suppressed,
    rules.description_en,
    rules.description_nl
from rules
left join raised on rules.finding_rule = raised.finding_rule
left join switched_off on rules.finding_rule = switched_off.finding_rule
