-- A contract that ends within twelve months of the status date. The days count up to its end, as they are still to go.
with contracts as (
    select
        *,
        coalesce(current_end_date, end_date) as last_day
    from {{ ref('known_contracts') }}
),

status_dates as (
    select * from {{ ref('int_status_dates') }}
),

ending as (
    select
        contracts.*,
        contracts.last_day - status_dates.status_date as days_left,
        {{ dutch_name("'contract'", 'contracts.publication_id', 'contracts.contract_id', 'contracts.contract_name') }}
            as contract_name_nl
    from contracts
    inner join status_dates on contracts.publication_id = status_dates.publication_id
    where
        contracts.last_day >= status_dates.status_date
        and contracts.last_day <= status_dates.status_date + interval 12 months
)

select
    {{ finding('contract_ends_soon', "'contract'", 'contract_id', days='-days_left') }}
from ending
