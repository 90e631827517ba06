select
    publication_id,
    service_id,
    service_name,
    coalesce(service_kind, 'service') as service_kind,
    audience,
    owner,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'services') }}
