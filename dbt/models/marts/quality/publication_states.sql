select
    publication_id,
    known_on,
    published_on,
    first_known_on,
    known_until,
    is_current,
    is_oldest_kept
from {{ ref('int_publication_states') }}
