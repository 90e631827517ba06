-- The publications of the release, those that state spend first, then the newest.
select
    publication_id,
    publication_name_en as title_en,
    publication_name_nl as title_nl,
    issuer,
    document_reference,
    published_on,
    currency,
    is_synthetic,
    publication_order as place,
    count(*) over () as of_all
from marts.dim_publication
qualify place <= $most
order by place
