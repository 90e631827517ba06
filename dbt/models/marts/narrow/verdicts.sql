select
    publication_id,
    subject_type,
    subject_id,
    rule_id,
    contract_id,
    verdict,
    reason,
    evidence,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('int_rule_verdicts') }}
where {{ of_current_states() }}
