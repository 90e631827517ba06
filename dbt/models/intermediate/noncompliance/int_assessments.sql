-- Judgements by the as-of date, and which of them is the latest of its subject: that one holds.
with run_parameters as (
    select as_of_date from {{ ref('stg_run_parameters') }}
)

select
    assessments.*,
    row_number() over (
        partition by assessments.publication_id, assessments.subject_type, assessments.subject_id
        order by assessments.assessed_on desc, assessments.lawfulness_class asc
    ) = 1 as is_latest
from {{ ref('known_assessments') }} as assessments
cross join run_parameters
where assessments.assessed_on <= run_parameters.as_of_date
