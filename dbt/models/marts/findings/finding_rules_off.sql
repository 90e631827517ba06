select
    publication_id,
    finding_rule,
    label_en as finding_rule_en,
    label_nl as finding_rule_nl,
    severity,
    disabled_reason,
    disabled_reason_nl,
    switched_off_by,
    cast(findings_suppressed as bigint) as findings_suppressed,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('int_finding_rules_off') }}
