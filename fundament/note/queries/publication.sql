-- The publication that the note is about.
select
    publication_id,
    title,
    issuer,
    document_reference,
    published_on,
    as_of_date,
    currency,
    is_synthetic
from marts.dim_publication
where publication_id = $publication_id
