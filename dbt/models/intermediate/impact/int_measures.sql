-- Measures with their state, and whether they are past their due date.
with measures as (
    select
        *,
        coalesce(status in ('in_place', 'done', 'cancelled'), false) as is_done
    from {{ ref('known_measures') }}
),

scenarios as (
    select * from {{ ref('known_scenarios') }}
),

run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

status_dates as (
    select * from {{ ref('int_status_dates') }}
),

labels as (
    select * from {{ ref('code_labels') }}
    where code_list = 'measure_status'
)

select
    measures.*,
    scenarios.scenario_name,
    labels.label_en as status_en,
    labels.label_nl as status_nl,
    case
        when measures.is_done or measures.due_date >= run_parameters.as_of_date then false
        when measures.due_date < run_parameters.as_of_date then true
    end as is_overdue,
    case
        when not measures.is_done and measures.due_date < run_parameters.as_of_date
            then run_parameters.as_of_date - measures.due_date
    end as days_overdue,
    -- By the day up to which the publication speaks: a document of long ago says nothing of today.
    case when status_dates.status_date > measures.due_date then status_dates.status_date - measures.due_date end
        as days_overdue_then
from measures
left join status_dates on measures.publication_id = status_dates.publication_id
cross join run_parameters
left join scenarios
    on measures.publication_id = scenarios.publication_id and measures.scenario_id = scenarios.scenario_id
left join labels on coalesce(measures.status, 'unknown') = labels.code
