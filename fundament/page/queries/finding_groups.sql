-- Findings by rule: how many and how much, the rule that most needs a look first.
select
    publication_id,
    finding_rule,
    finding_rule_en,
    finding_rule_nl,
    severity,
    severity_en,
    severity_nl,
    findings,
    not_shown,
    amount_gross,
    largest_amount_gross,
    why_en,
    why_nl,
    group_order,
    group_order as place,
    count(*) over (partition by publication_id) as of_all
from marts.finding_groups
qualify place <= $most
order by publication_id, group_order
