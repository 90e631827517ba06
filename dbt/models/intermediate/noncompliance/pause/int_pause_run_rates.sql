{{ config(materialized='table') }}
-- What each service costs a day on the contract of the platform that it has still to leave: the gross spend of the last
-- 365 days stated, up to the end of its migration.
with spend as (
    select
        publication_id,
        contract_id,
        service_id,
        line_id,
        part_no,
        part_start,
        part_end,
        lawfulness_status,
        outcome,
        amount_gross
    from {{ ref('int_spend_without_pause') }}
    where contract_id is not null and service_id is not null and amount_gross is not null
),

windows as (
    select
        spend.publication_id,
        spend.contract_id,
        spend.service_id,
        leaving.migration_end_date,
        max(spend.part_end) - 1 as stated_to,
        least(leaving.migration_end_date, max(spend.part_end) - 1) as last_day,
        greatest(least(leaving.migration_end_date, max(spend.part_end) - 1) - 364, min(spend.part_start)) as first_day,
        arg_max(spend.lawfulness_status, (spend.part_end, spend.line_id, spend.part_no)) as latest_status,
        arg_max(spend.outcome, (spend.part_end, spend.line_id, spend.part_no)) as latest_outcome
    from spend
    inner join {{ ref('int_services_to_migrate') }} as leaving
        on spend.publication_id = leaving.publication_id and spend.service_id = leaving.service_id
    where leaving.is_end_known
    group by spend.publication_id, spend.contract_id, spend.service_id, leaving.migration_end_date
)

select
    windows.publication_id,
    windows.contract_id,
    windows.service_id,
    windows.migration_end_date,
    windows.stated_to,
    windows.latest_status,
    windows.latest_outcome,
    windows.last_day - windows.first_day + 1 as window_days,
    cast(
        sum({{ amount_between(
            'spend.amount_gross', 'greatest(spend.part_start, windows.first_day) - spend.part_start',
            'least(spend.part_end, windows.last_day + 1) - spend.part_start', '(spend.part_end - spend.part_start)'
        ) }}) as decimal(18, 2)
    ) as window_amount_gross
from windows
inner join spend
    on
        windows.publication_id = spend.publication_id
        and windows.contract_id = spend.contract_id
        and windows.service_id = spend.service_id
        and windows.last_day >= spend.part_start
        and windows.first_day < spend.part_end
group by
    windows.publication_id, windows.contract_id, windows.service_id, windows.migration_end_date, windows.stated_to,
    windows.latest_status, windows.latest_outcome, windows.last_day, windows.first_day
