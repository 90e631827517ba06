select
    publication_id,
    contract_id,
    evidence_key,
    evidence
from {{ ref('int_spend_evidence') }}
where {{ of_current_states() }}
