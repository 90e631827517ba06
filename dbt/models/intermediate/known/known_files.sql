-- The files that count in each state of a publication, and which supersedes which.
with file_dates as (
    select * from {{ ref('known_file_dates') }}
),

states as (
    select * from {{ ref('known_states') }}
),

visible as (
    select
        states.state_id,
        file_dates.*,
        max(file_dates.as_at) over (
            partition by states.state_id, file_dates.delivery_id, file_dates.source_name, file_dates.scope
        ) as latest_as_at
    from states
    inner join file_dates
        on
            states.publication_id = file_dates.publication_id
            and states.known_on >= file_dates.known_from
            and states.known_on < coalesce(file_dates.known_to, date '9999-12-31')
),

-- The full state of a source replaces the full states before it, with what they had and it has not.
counting as (
    select * from visible
    where scope != 'full' or as_at = latest_as_at
),

ordered as (
    select
        *,
        dense_rank() over (partition by state_id, source_name order by as_at, known_from) as version_no
    from counting
)

select
    state_id,
    publication_id,
    delivery_id,
    source_name,
    source_file,
    version_no,
    max(version_no) over (partition by state_id, source_name) > 1 as has_versions
from ordered
