select
    delivery_id,
    publication_id,
    source_name,
    title,
    owner,
    source_file,
    sha256,
    scope,
    as_of_date,
    received_on,
    replaced_on,
    loaded_on,
    duplicate_of,
    counts_from,
    has_key
from {{ source('raw', 'deliveries') }}
