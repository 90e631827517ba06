-- The current state of each publication, and the earlier ones that releases published.
with run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

publications as (
    select * from {{ ref('known_publications') }}
),

-- As at a date before that of a release its later states are not there yet.
earlier as (
    select states.*
    from {{ ref('stg_publication_states') }} as states
    left join publications on states.publication_id = publications.publication_id
    inner join run_parameters
        on states.known_on < coalesce(publications.known_on, run_parameters.as_of_date)
),

states as (
    select
        *,
        false as is_current
    from earlier
    union all by name
    select
        publication_id,
        published_on,
        first_known_on,
        known_on,
        cast(null as date) as known_until,
        known_on > first_known_on and publication_id not in (select earlier.publication_id from earlier)
            as is_oldest_kept,
        true as is_current
    from publications
)

select
    states.publication_id,
    states.known_on,
    states.published_on,
    states.first_known_on,
    -- Of a publication that is no longer delivered the last state ended when that was seen.
    coalesce(
        states.known_until,
        lead(states.known_on) over (partition by states.publication_id order by states.known_on),
        case when not states.is_current then run_parameters.as_of_date end
    ) as known_until,
    states.is_current,
    states.is_oldest_kept
from states
cross join run_parameters
