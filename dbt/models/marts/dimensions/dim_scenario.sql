select
    publication_id,
    scenario_id,
    scenario_name,
    pause_months,
    is_baseline,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('known_scenarios') }}
