{{ config(materialized='table') }}
-- Blocking issues that are open; whether they are past their target on the as-of date.
with issues as (
    select * from {{ ref('int_issues') }}
),

run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
)

select
    issues.*,
    coalesce(issues.target_date < run_parameters.as_of_date, false) as is_past_target
from issues
cross join run_parameters
where issues.is_blocking and issues.issue_state = 'open'
