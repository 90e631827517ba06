-- Open issues per component, most blocking ones first; a NULL number is not stated.
select
    component,
    open,
    open_blocking,
    awaiting_validation,
    open_listed
from marts.issue_stock
where publication_id = $publication_id and not is_total and open_listed > 0
order by open_blocking desc nulls last, open desc nulls last, component
