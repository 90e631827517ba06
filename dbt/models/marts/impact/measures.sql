select
    publication_id,
    measure_id,
    title,
    status,
    owner,
    due_date,
    scenario_id,
    citation
from {{ ref('known_measures') }}
