select
    publication_id,
    issue_id,
    event_type,
    event_at,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'issue_events') }}
