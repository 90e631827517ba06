with publications as (
    select * from {{ ref('stg_publications') }}
),

files as (
    select * from {{ ref('known_files') }}
    where source_name = 'publications'
),

states as (
    select * from {{ ref('known_states') }}
)

select
    publications.* replace (states.state_id as publication_id),
    states.publication_id as delivered_publication_id,
    states.known_on,
    states.known_until,
    states.is_current,
    states.is_oldest_kept
from publications
inner join files
    on
        publications.publication_id = files.publication_id
        and publications.delivery_id = files.delivery_id
        and publications.source_file = files.source_file
inner join states on files.state_id = states.state_id
qualify rank() over (partition by states.state_id order by files.version_no desc) = 1
