-- What each publication said and from when to when: one state for a document, and one for each day on which a
-- running administration changed. The current state bears the publication's own key.
with file_dates as (
    select * from {{ ref('known_file_dates') }}
),

run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

changes as (
    select
        publication_id,
        known_from as known_on
    from file_dates
    union
    select
        publication_id,
        known_to as known_on
    from file_dates
    where known_to is not null
),

numbered as (
    select
        changes.publication_id,
        changes.known_on,
        run_parameters.states_kept,
        lead(changes.known_on) over (partition by changes.publication_id order by changes.known_on) as known_until,
        row_number() over (partition by changes.publication_id order by changes.known_on desc) as newest_no
    from changes
    inner join run_parameters on changes.known_on <= run_parameters.as_of_date
)

select
    publication_id,
    known_on,
    known_until,
    case when newest_no = 1 then publication_id else publication_id || '@' || known_on end as state_id,
    newest_no = 1 as is_current,
    -- Older ones are not computed again each night: `fundament run --as-of` brings them back.
    newest_no = states_kept and count(*) over (partition by publication_id) > states_kept as is_oldest_kept
from numbered
qualify newest_no <= states_kept
