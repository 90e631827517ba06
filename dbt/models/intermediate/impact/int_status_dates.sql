{{ config(materialized='table') }}
-- The day up to which a publication's statements say what has come about: a document is fixed at its date, a
-- running administration goes on to the as-of date.
select
    publications.publication_id,
    case
        when publications.document_reference is not null
            then least(publications.as_of_date, run_parameters.as_of_date)
        else run_parameters.as_of_date
    end as status_date
from {{ ref('known_publications') }} as publications
cross join {{ ref('stg_run_parameters') }} as run_parameters
