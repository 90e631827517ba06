-- Issues as they stand on the status date, of all components and of each; a NULL number is not stated.
select
    publication_id,
    component,
    component_en,
    component_nl,
    is_total,
    issues,
    open,
    open_blocking,
    awaiting_validation,
    open_listed,
    open_blocking_listed,
    open_number_not_stated,
    open_without_date,
    row_number() over (
        partition by publication_id order by is_total desc, open_blocking desc nulls last, open desc nulls last, component
    ) as place,
    count(*) over (partition by publication_id) as of_all
from marts.issue_stock
qualify place <= $most
order by publication_id, place
