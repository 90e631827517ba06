-- The total for other lengths of the pause, every half year.
select
    method,
    pause_months,
    unlawful_amount_gross,
    uncertain_amount_gross,
    increase_gross
from marts.noncompliance_pause_whatif
where publication_id = $publication_id and contract_id is null and year is null and pause_months % 6 = 0
order by pause_months, method
