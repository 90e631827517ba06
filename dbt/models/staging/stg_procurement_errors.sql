select
    publication_id,
    entity,
    year,
    base_kind,
    base_amount,
    error_amount,
    uncertainty_amount,
    framework_error_amount,
    parent_entity,
    rounding_unit,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'procurement_errors') }}
