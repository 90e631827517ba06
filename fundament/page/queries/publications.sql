-- The publications of the release, those that state spend first, then the newest; invented data says so in its key or
-- its title.
select
    publication.publication_id,
    coalesce(english.label, publication.title) as title_en,
    coalesce(dutch.label, publication.title) as title_nl,
    publication.issuer,
    publication.document_reference,
    publication.published_on,
    publication.currency,
    regexp_matches(lower(publication.publication_id || ' ' || publication.title), 'syntheti(c|sch)') as is_synthetic,
    row_number() over (
        order by
            publication.publication_id in (select publication_id from marts.noncompliance_by_scenario) desc,
            publication.published_on desc,
            publication.publication_id
    ) as place,
    count(*) over () as of_all
from marts.dim_publication as publication
left join marts.labels as english
    on
        publication.publication_id = english.publication_id and english.subject_type = 'publication'
        and publication.publication_id = english.subject_id and english.language = 'en'
left join marts.labels as dutch
    on
        publication.publication_id = dutch.publication_id and dutch.subject_type = 'publication'
        and publication.publication_id = dutch.subject_id and dutch.language = 'nl'
qualify place <= $most
order by place
