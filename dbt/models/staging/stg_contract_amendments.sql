select
    publication_id,
    amendment_id,
    contract_id,
    amendment_date,
    modification_ground,
    value_delta_net,
    new_end_date,
    evidence_reference,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'contract_amendments') }}
