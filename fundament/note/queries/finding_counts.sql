-- How many findings of each severity.
select
    severity,
    count(*) as findings
from marts.findings
where publication_id = $publication_id
group by severity
order by list_position(['high', 'medium', 'low'], severity)
