-- Issues of all components in the last week that is known.
select
    period_end,
    component,
    opened,
    reopened,
    resolved,
    validated,
    oldest_open_days
from marts.issue_flow
where publication_id = $publication_id and component = 'total'
order by period_end desc
limit 1
