select
    publication_id,
    published_on,
    first_known_on,
    known_on,
    known_until,
    is_oldest_kept
from {{ source('raw', 'publication_states') }}
