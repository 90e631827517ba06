select
    publication_id,
    cost_impact_id,
    year,
    component,
    amount_eur,
    coalesce(rounding_unit, 0) as rounding_unit,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'cost_impacts') }}
