select
    publication_id as state_id,
    delivered_publication_id as publication_id,
    published_on,
    known_on,
    known_until,
    is_current,
    is_oldest_kept
from {{ ref('known_publications') }}
