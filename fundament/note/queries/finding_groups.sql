-- Findings by rule: how many and how much, the rule that most needs a look first.
select
    finding_rule,
    finding_rule_en,
    finding_rule_nl,
    severity,
    findings,
    high,
    not_shown,
    amount_gross,
    largest_amount_gross
from marts.finding_groups
where publication_id = $publication_id
order by group_order
