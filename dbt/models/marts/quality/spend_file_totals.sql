-- From the rows as they were loaded: nothing is left out, and nothing is added.
select
    delivery_id,
    source_file,
    cast(date_trunc('month', period_start) as date) as month_start,
    count(*) as lines,
    cast(coalesce(sum(amount_gross) filter (where amount_gross > 0), 0) as decimal(18, 2)) as charges_amount_gross,
    cast(coalesce(sum(amount_gross) filter (where amount_gross < 0), 0) as decimal(18, 2)) as credits_amount_gross,
    cast(coalesce(sum(amount_gross), 0) as decimal(18, 2)) as balance_amount_gross,
    count(*) filter (where amount_gross is null) as gross_unknown_lines,
    cast(coalesce(sum(amount_net) filter (where amount_net > 0), 0) as decimal(18, 2)) as charges_amount_net,
    cast(coalesce(sum(amount_net) filter (where amount_net < 0), 0) as decimal(18, 2)) as credits_amount_net,
    cast(coalesce(sum(amount_net), 0) as decimal(18, 2)) as balance_amount_net,
    count(*) filter (where amount_net is null) as net_unknown_lines
from {{ source('raw', 'contract_spend') }}
group by delivery_id, source_file, month_start
