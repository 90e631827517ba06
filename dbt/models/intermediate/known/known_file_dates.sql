-- Each file that was loaded, once per publication that it speaks for: from when to when it was known.
with deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

publications as (
    select * from {{ ref('stg_publications') }}
),

published as (
    select
        publication_id,
        min(published_on) as published_on
    from publications
    group by publication_id
),

declared as (
    select distinct
        publication_id,
        delivery_id,
        source_file
    from publications
),

-- A file of publications speaks for each publication in it, any other file for that of its delivery.
files as (
    select * from deliveries
    where source_name != 'publications'
    union all
    select deliveries.* replace (declared.publication_id as publication_id)
    from deliveries
    inner join declared
        on deliveries.delivery_id = declared.delivery_id and deliveries.source_file = declared.source_file
    where deliveries.source_name = 'publications'
)

select
    files.publication_id,
    files.delivery_id,
    files.source_name,
    files.source_file,
    files.scope,
    -- A document is known from the day it was published. A file of a running administration is known from the
    -- day it was received; the first ones that a warehouse receives, from the day that they are as at.
    case
        when files.scope = 'document' then published.published_on
        else coalesce(files.counts_from, files.received_on, files.as_of_date, published.published_on)
    end as known_from,
    files.replaced_on as known_until,
    coalesce(files.as_of_date, files.received_on, published.published_on) as as_at,
    -- What takes the place of what does not hang on the night on which a file came.
    coalesce(files.as_of_date, published.published_on) as stated_as_at,
    files.scope != 'increment' or files.has_key as takes_back
from files
inner join published on files.publication_id = published.publication_id
where files.duplicate_of is null
