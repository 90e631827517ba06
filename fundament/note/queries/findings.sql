-- Findings, the gravest of each rule first: as many as its group shows.
select
    findings.finding_id,
    findings.finding_rule,
    findings.severity,
    findings.subject_type,
    findings.subject_id,
    findings.subject_name_en,
    findings.subject_name_nl,
    findings.message_en,
    findings.message_nl,
    findings.amount_gross
from marts.findings as findings
inner join marts.finding_groups as groups
    on findings.publication_id = groups.publication_id and findings.finding_rule = groups.finding_rule
where findings.publication_id = $publication_id and findings.rank_in_rule <= groups.findings - groups.not_shown
order by findings.finding_rule, findings.rank_in_rule
