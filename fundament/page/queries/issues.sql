-- Issues of all components per week, the last weeks.
select
    publication_id,
    period_end,
    period_last_day,
    component,
    opened,
    reopened,
    resolved,
    validated,
    open,
    open_blocking,
    oldest_open_days,
    row_number() over (partition by publication_id order by period_end desc) as place,
    count(*) over (partition by publication_id) as of_all
from marts.issue_flow
where is_total
qualify place <= $most
order by publication_id, period_end
