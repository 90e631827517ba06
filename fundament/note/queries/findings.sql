-- Findings, the gravest of each rule first: ten of each.
select
    finding_id,
    finding_rule,
    severity,
    subject_type,
    subject_id,
    subject_name_en,
    subject_name_nl,
    message_en,
    message_nl,
    amount_gross
from marts.findings
where publication_id = $publication_id and rank_in_rule <= 10
order by finding_rule, rank_in_rule
