-- The longest delay, as far as it is known, by own dates or along the chain.
select
    service_id,
    service_name,
    slip_months,
    chain_slip_days,
    delay_measure
from marts.impact_services
where publication_id = $publication_id and delay_measure is not null
order by chain_slip_days desc, delay_measure = 'at_least_days', slip_months desc nulls last, service_id
limit 1
