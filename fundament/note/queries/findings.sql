-- Findings, the gravest first.
select
    finding_id,
    severity,
    message_en,
    message_nl,
    evidence
from marts.findings
where publication_id = $publication_id
order by list_position(['high', 'medium', 'low'], severity), finding_id
