with publications as (
    select * from {{ ref('known_publications') }}
),

named as (
    {{ with_names('publications', "'publication'", 'publication_id', 'title') }}
),

with_spend as (
    select distinct publication_id from {{ ref('noncompliance_by_scenario') }}
)

select
    named.publication_id,
    named.title,
    {{ told_apart('named.name_en', 'named.publication_id', among='true') }} as publication_name_en,
    {{ told_apart('named.name_nl', 'named.publication_id', among='true') }} as publication_name_nl,
    named.issuer,
    named.document_reference,
    named.published_on,
    named.as_of_date,
    status_dates.status_date,
    named.page_header_date,
    named.url,
    named.currency,
    regexp_matches(lower(named.publication_id || ' ' || named.title), 'syntheti(c|sch)') as is_synthetic,
    cast(
        row_number() over (
            order by
                with_spend.publication_id is not null desc,
                named.published_on desc,
                named.publication_id asc
        ) as integer
    ) as publication_order
from named
inner join {{ ref('int_status_dates') }} as status_dates on named.publication_id = status_dates.publication_id
left join with_spend on named.publication_id = with_spend.publication_id
