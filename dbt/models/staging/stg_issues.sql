select
    publication_id,
    issue_id,
    service_id,
    platform_id,
    title,
    -- `total` is the word for all components together.
    case when component = 'total' then 'total (component)' else component end as component,
    severity,
    coalesce(is_blocking, false) as is_blocking,
    coalesce(is_number_stated, true) as is_number_stated,
    status,
    created_at,
    target_date,
    resolved_at,
    validated_at,
    date_precision,
    supplier_name,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'issues') }}
