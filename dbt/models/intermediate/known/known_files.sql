-- The files that count on the as-of date, and which supersedes which.
with file_dates as (
    select * from {{ ref('known_file_dates') }}
),

run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

visible as (
    select
        file_dates.*,
        max(file_dates.stated_as_at) over (
            partition by
                file_dates.publication_id, file_dates.delivery_id, file_dates.source_name, file_dates.scope
        ) as latest_as_at
    from file_dates
    inner join run_parameters on file_dates.known_from <= run_parameters.as_of_date
    where file_dates.known_until is null or file_dates.known_until > run_parameters.as_of_date
),

-- The full state of a source replaces the full states before it, with what they had and it has not.
counting as (
    select * from visible
    where scope != 'full' or stated_as_at = latest_as_at
),

ordered as (
    select
        *,
        dense_rank() over (partition by publication_id, source_name order by stated_as_at) as version_no
    from counting
)

select
    publication_id,
    delivery_id,
    source_name,
    source_file,
    version_no,
    takes_back,
    max(version_no) over (partition by publication_id, source_name) > 1 as has_versions
from ordered
