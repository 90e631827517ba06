-- Open blocking issues of each platform.
select
    service_id,
    service_name,
    open_blocking_issues
from marts.impact_services
where publication_id = $publication_id and service_kind = 'platform' and open_blocking_issues > 0
order by all
