-- The publication that the note is about; invented data says so in its key or its title.
select
    publication_id,
    title,
    issuer,
    document_reference,
    published_on,
    as_of_date,
    currency,
    regexp_matches(lower(publication_id || ' ' || title), 'syntheti(c|sch)') as is_synthetic
from marts.dim_publication
where publication_id = $publication_id
