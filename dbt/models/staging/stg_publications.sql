select
    publication_id,
    title,
    issuer,
    document_reference,
    published_on,
    as_of_date,
    page_header_date,
    url,
    coalesce(currency, 'EUR') as currency,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'publications') }}
