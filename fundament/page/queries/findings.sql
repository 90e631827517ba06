-- Findings, the gravest of each rule first: ten of each at most.
select
    publication_id,
    finding_id,
    finding_rule,
    severity_en,
    severity_nl,
    subject_name_en,
    subject_name_nl,
    amount_gross,
    message_en,
    message_nl,
    evidence as evidence_text_en,
    evidence_nl as evidence_text_nl,
    rank_in_rule
from marts.findings
where rank_in_rule <= least(10, $most)
order by publication_id, finding_rule, rank_in_rule
