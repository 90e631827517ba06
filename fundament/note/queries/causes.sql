-- What causes most of the delays.
select
    impact.caused_by,
    any_value(cause.service_name) as cause_name,
    count(*) as services
from marts.impact_services as impact
left join marts.dim_service as cause
    on impact.publication_id = cause.publication_id and impact.caused_by = cause.service_id
where
    impact.publication_id = $publication_id and impact.caused_by is not null
    and impact.delay_status in ('overdue', 'delayed', 'delayed_unknown')
group by impact.caused_by
order by services desc, impact.caused_by
limit 1
