select
    publication_id,
    measure_id,
    scenario_id,
    title,
    status,
    owner,
    due_date,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'measures') }}
