select
    publication_id,
    measure_id,
    title,
    status,
    owner,
    due_date,
    scenario_id,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('known_measures') }}
