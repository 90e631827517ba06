-- Open blocking issues of each platform; a NULL number is not stated.
select
    service_id,
    service_name,
    open_blocking_issues,
    open_blocking_listed
from marts.impact_services
where publication_id = $publication_id and service_kind = 'platform' and open_blocking_listed > 0
order by all
