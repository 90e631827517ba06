-- From the rows as they were loaded: nothing is left out, and nothing is added.
select
    delivery_id,
    source_file,
    cast(date_trunc('month', period_start) as date) as month_start,
    count(*) as lines,
    {% for amount in ['amount_gross', 'amount_net'] %}
    cast(coalesce(sum({{ amount }}) filter (where {{ amount }} > 0), 0) as decimal(18, 2)) as charges_{{ amount }},
    cast(coalesce(sum({{ amount }}) filter (where {{ amount }} < 0), 0) as decimal(18, 2)) as credits_{{ amount }},
    cast(coalesce(sum({{ amount }}), 0) as decimal(18, 2)) as balance_{{ amount }},
    count(*) filter (where {{ amount }} is null) as lines_without_{{ amount }}{{ ',' if not loop.last }}
    {% endfor %}
from {{ source('raw', 'contract_spend') }}
group by delivery_id, source_file, month_start
