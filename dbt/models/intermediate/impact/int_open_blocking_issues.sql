-- Blocking issues that were open on the as-of date.
with issues as (
    select * from {{ ref('known_issues') }}
),

run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
)

select
    issues.*,
    coalesce(issues.target_date < run_parameters.as_of_date, false) as is_past_target
from issues
cross join run_parameters
where
    issues.is_blocking
    and cast(issues.created_at as date) <= run_parameters.as_of_date
    and (issues.resolved_at is null or cast(issues.resolved_at as date) > run_parameters.as_of_date)
