-- Every end date that a contract has had, in the order of the days that the register was as at.
with contracts as (
    select * from {{ ref('stg_contracts') }}
),

file_dates as (
    select * from {{ ref('known_file_dates') }}
    where source_name = 'contracts'
),

delivered as (
    select
        contracts.publication_id,
        contracts.contract_id,
        contracts.end_date,
        contracts.current_end_date,
        file_dates.known_from,
        file_dates.as_at,
        contracts.delivery_id,
        contracts.source_file,
        contracts.source_line,
        contracts.citation
    from contracts
    inner join file_dates
        on
            contracts.publication_id = file_dates.publication_id
            and contracts.delivery_id = file_dates.delivery_id
            and contracts.source_file = file_dates.source_file
)

-- The first register row gives the end as agreed at first, and each row the end as in force.
select
    * exclude (end_date, current_end_date),
    0 as order_no,
    end_date as planned_end_date
from delivered
where end_date is not null
qualify row_number() over (partition by publication_id, contract_id order by as_at, known_from, source_file) = 1
union all
select
    * exclude (end_date, current_end_date),
    1 as order_no,
    current_end_date as planned_end_date
from delivered
where current_end_date is not null
