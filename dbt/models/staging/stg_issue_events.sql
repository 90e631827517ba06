select
    publication_id,
    issue_id,
    event_type,
    event_at,
    {{ day_of('event_at') }} as event_on,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'issue_events') }}
