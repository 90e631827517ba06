with issues as (
    select * from {{ ref('int_issues') }}
),

labels as (
    select * from {{ ref('code_labels') }}
    where code_list = 'issue_state'
)

select
    issues.publication_id,
    issues.issue_id,
    issues.title,
    issues.component,
    issues.severity,
    issues.is_blocking,
    issues.is_number_stated,
    issues.is_in_flow,
    issues.status as issue_status,
    issues.issue_state,
    labels.label_en as issue_state_en,
    labels.label_nl as issue_state_nl,
    issues.first_opened_on,
    cast(issues.times_reopened as integer) as times_reopened,
    issues.resolved_on,
    issues.validated_on,
    cast(issues.open_days as integer) as open_days,
    issues.target_date,
    cast(issues.days_past_target as integer) as days_past_target,
    issues.service_id,
    issues.platform_id,
    issues.supplier_name,
    issues.delivery_id,
    issues.source_file,
    issues.source_line,
    issues.citation
from issues
left join labels on issues.issue_state = labels.code
