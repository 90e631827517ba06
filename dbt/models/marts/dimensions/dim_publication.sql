select
    publication_id,
    title,
    issuer,
    document_reference,
    published_on,
    as_of_date,
    page_header_date,
    url,
    currency
from {{ ref('known_publications') }}
