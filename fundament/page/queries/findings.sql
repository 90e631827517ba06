-- Findings, the gravest of each rule first: as many as its group shows, or a share of these.
select
    findings.publication_id,
    findings.finding_id,
    findings.finding_rule,
    findings.severity_en,
    findings.severity_nl,
    findings.subject_name_en,
    findings.subject_name_nl,
    findings.amount_gross,
    findings.message_en,
    findings.message_nl,
    findings.evidence as evidence_text_en,
    findings.evidence_nl as evidence_text_nl,
    findings.rank_in_rule
from marts.findings as findings
inner join marts.finding_groups as groups
    on findings.publication_id = groups.publication_id and findings.finding_rule = groups.finding_rule
where findings.rank_in_rule <= greatest((groups.findings - groups.not_shown) // $share, 1)
order by findings.publication_id, findings.finding_rule, findings.rank_in_rule
