select
    publication_id,
    scenario_id,
    scenario_name,
    pause_months,
    is_baseline,
    citation
from {{ ref('known_scenarios') }}
