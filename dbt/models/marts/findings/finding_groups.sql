with findings as (
    select * from {{ ref('findings') }}
),

rules as (
    select * from {{ ref('finding_rules') }}
),

-- Amounts of one rule and one scenario, where the qualifier is one.
per_qualifier as (
    select
        publication_id,
        finding_rule,
        qualifier,
        sum(amount_gross) as amount_gross
    from findings
    group by publication_id, finding_rule, qualifier
),

sums as (
    select
        publication_id,
        finding_rule,
        max(amount_gross) as amount_gross
    from per_qualifier
    group by publication_id, finding_rule
),

counted as (
    select
        publication_id,
        finding_rule,
        any_value(finding_rule_en) as finding_rule_en,
        any_value(finding_rule_nl) as finding_rule_nl,
        arg_min(severity, severity_order) as severity,
        arg_min(severity_en, severity_order) as severity_en,
        arg_min(severity_nl, severity_order) as severity_nl,
        min(severity_order) as severity_order,
        count(*) as findings,
        count(*) filter (where rank_in_rule > 10) as not_shown,
        count(*) filter (where severity = 'high') as high,
        count(*) filter (where severity = 'medium') as medium,
        count(*) filter (where severity = 'low') as low,
        max(amount_gross) as largest_amount_gross,
        max(days) as most_days,
        any_value(why_en) as why_en,
        any_value(why_nl) as why_nl
    from findings
    group by publication_id, finding_rule
)

select
    counted.publication_id,
    counted.finding_rule,
    counted.finding_rule_en,
    counted.finding_rule_nl,
    counted.severity,
    counted.severity_en,
    counted.severity_nl,
    counted.severity_order,
    cast(
        row_number() over (
            partition by counted.publication_id
            order by
                counted.severity_order asc,
                counted.largest_amount_gross desc nulls last,
                counted.most_days desc nulls last,
                counted.findings desc,
                counted.finding_rule asc
        ) as integer
    ) as group_order,
    cast(counted.findings as integer) as findings,
    cast(counted.not_shown as integer) as not_shown,
    cast(counted.high as integer) as high,
    cast(counted.medium as integer) as medium,
    cast(counted.low as integer) as low,
    cast(case when rules.amounts_add_up then sums.amount_gross end as decimal(18, 2)) as amount_gross,
    counted.largest_amount_gross,
    counted.most_days,
    counted.why_en,
    counted.why_nl
from counted
inner join rules on counted.finding_rule = rules.finding_rule
inner join sums
    on counted.publication_id = sums.publication_id and counted.finding_rule = sums.finding_rule
