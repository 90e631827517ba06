select
    publication_id,
    scenario_id,
    scenario_name,
    pause_months,
    is_baseline,
    published_total_gross,
    coalesce(rounding_unit, 0) as rounding_unit,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'scenarios') }}
