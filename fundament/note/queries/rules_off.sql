-- Rules of findings that are switched off for this publication, with the reason.
select
    finding_rule,
    finding_rule_en,
    finding_rule_nl,
    disabled_reason as disabled_reason_en,
    disabled_reason_nl,
    findings_suppressed,
    source_file || ', line ' || source_line as origin,
    citation
from marts.finding_rules_off
where publication_id = $publication_id
order by finding_rule
