-- The longest delay that is known.
select
    service_id,
    service_name,
    slip_months
from marts.impact_services
where publication_id = $publication_id and delay_status in ('overdue', 'delayed') and slip_months > 0
order by slip_months desc, service_id
limit 1
