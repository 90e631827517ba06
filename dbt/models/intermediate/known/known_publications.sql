-- Publications that are out on the as-of date, with the first day on which anything was known of them and the day
-- since which they say what they say now.
with publications as (
    select * from {{ ref('stg_publications') }}
),

files as (
    select * from {{ ref('known_files') }}
    where source_name = 'publications'
),

run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

changes as (
    select
        publication_id,
        unnest([known_from, known_until]) as changed_on
    from {{ ref('known_file_dates') }}
),

days as (
    select
        changes.publication_id,
        min(changes.changed_on) as first_known_on,
        max(changes.changed_on) as known_on
    from changes
    inner join run_parameters on changes.changed_on <= run_parameters.as_of_date
    group by changes.publication_id
),

-- A day that is corrected back begins no state before one that was published.
earlier as (
    select
        publication_id,
        max(known_on) as known_on
    from {{ ref('stg_publication_states') }}
    group by publication_id
)

select
    publications.*,
    days.first_known_on,
    greatest(days.known_on, earlier.known_on) as known_on
from publications
inner join files
    on
        publications.publication_id = files.publication_id
        and publications.delivery_id = files.delivery_id
        and publications.source_file = files.source_file
inner join days on publications.publication_id = days.publication_id
left join earlier on publications.publication_id = earlier.publication_id
qualify rank() over (partition by publications.publication_id order by files.version_no desc) = 1
