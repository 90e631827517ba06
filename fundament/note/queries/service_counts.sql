-- How many of them stand how; a NULL status is all of them.
select
    delay_status,
    count(*) as services
from marts.impact_services
where publication_id = $publication_id
group by grouping sets ((delay_status), ())
order by list_position(['overdue', 'delayed', 'delayed_unknown', 'unknown', 'on_time', 'done'], delay_status) nulls last
