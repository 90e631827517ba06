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
)

select
    delays.*,
    {{ dutch_name("'service'", 'delays.publication_id', 'delays.service_id', 'delays.service_name') }}
        as service_name_nl,
    coalesce(services.service_name, issues.title, delays.caused_by) as cause_en,
    coalesce(
        {{ dutch_name("'service'", 'services.publication_id', 'services.service_id', 'services.service_name') }},
        {{ dutch_name("'issue'", 'issues.publication_id', 'issues.issue_id', 'issues.title') }},
        delays.caused_by
    ) as cause_nl
from delays
left join services
    on delays.publication_id = services.publication_id and delays.caused_by = services.service_id
left join issues
    on delays.publication_id = issues.publication_id and delays.caused_by = issues.issue_id
