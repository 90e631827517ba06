-- Each delay with the names of its subject and of its cause, in both languages. The cause is a service, a platform, an
-- issue, or words of the source.
with delays as (
    select * from {{ ref('int_services_in_chain') }}
    where delay_status in ('overdue', 'delayed', 'delayed_unknown')
),

services as (
    select * from {{ ref('known_services') }}
),

issues as (
    select * from {{ ref('known_issues') }}
),

labels as (
    select * from {{ ref('known_labels') }}
    where language = 'nl'
)

select
    delays.*,
    coalesce(own_label.label, delays.service_name) as service_name_nl,
    coalesce(services.service_name, issues.title, delays.caused_by) as cause_en,
    coalesce(
        service_label.label, services.service_name, issue_label.label, issues.title, delays.caused_by
    ) as cause_nl
from delays
left join services
    on delays.publication_id = services.publication_id and delays.caused_by = services.service_id
left join issues
    on delays.publication_id = issues.publication_id and delays.caused_by = issues.issue_id
left join labels as own_label
    on
        delays.publication_id = own_label.publication_id
        and own_label.subject_type = 'service'
        and delays.service_id = own_label.subject_id
left join labels as service_label
    on
        services.publication_id = service_label.publication_id
        and service_label.subject_type = 'service'
        and services.service_id = service_label.subject_id
left join labels as issue_label
    on
        issues.publication_id = issue_label.publication_id
        and issue_label.subject_type = 'issue'
        and issues.issue_id = issue_label.subject_id
