select
    publication_id,
    finding_rule,
    -- Whoever has only one language says it in that one.
    coalesce(disabled_reason, disabled_reason_nl) as disabled_reason,
    coalesce(disabled_reason_nl, disabled_reason) as disabled_reason_nl,
    coalesce(is_enabled, false) as is_enabled,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'finding_rule_switches') }}
