select
    publication_id,
    from_id,
    to_id,
    dependency_type,
    lag_days,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('known_dependencies') }}
