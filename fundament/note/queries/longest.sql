-- The longest delay, as far as it is known, by own dates or along the chain: in months where it is by own dates alone.
select
    service_id,
    service_name,
    slip_months,
    chain_slip_days,
    coalesce(delay_basis = 'own' and chain_slip_days = own_slip_days and delay_status = 'delayed', false) as is_own,
    coalesce(chain_slip_days = slip_days, false) as is_whole
from marts.impact_services
where publication_id = $publication_id and delay_status in ('overdue', 'delayed') and chain_slip_days > 0
order by chain_slip_days desc, is_own desc, slip_months desc nulls last, service_id
limit 1
