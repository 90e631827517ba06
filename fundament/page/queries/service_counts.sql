-- How the services stand.
select
    publication_id,
    count(*) as services,
    count(*) filter (where delay_status = 'overdue') as overdue,
    count(*) filter (where delay_status = 'delayed') as delayed,
    count(*) filter (where delay_status in ('delayed_unknown', 'unknown')) as unknown,
    -- How many have the largest slip of what is late.
    count(*) filter (
        where delay_status in ('overdue', 'delayed')
        and chain_slip_days = (
            select max(late.chain_slip_days) from marts.impact_services as late
            where late.publication_id = services.publication_id and late.delay_status in ('overdue', 'delayed')
        )
    ) as with_largest
from marts.impact_services as services
group by publication_id
order by publication_id
