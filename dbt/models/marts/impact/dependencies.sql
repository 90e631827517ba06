select
    publication_id,
    from_id,
    to_id,
    dependency_type,
    lag_days,
    citation
from {{ ref('known_dependencies') }}
