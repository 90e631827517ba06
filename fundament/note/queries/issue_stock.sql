-- Issues of all components as they stand on the status date; a NULL number is not stated.
select
    component,
    open,
    open_blocking,
    open_listed,
    open_number_not_stated,
    open_without_date
from marts.issue_stock
where publication_id = $publication_id and component = 'total' and open_listed > 0
