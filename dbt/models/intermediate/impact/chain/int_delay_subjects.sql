{{ config(materialized='table') }}
-- What a delay can start at and travel to: services of every kind, and the contracts that are not among them.
with services as (
    select * from {{ ref('int_services_alone') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
)

select
    publication_id,
    service_id as subject_id,
    service_name as subject_name,
    service_kind as subject_kind,
    baseline_end_date,
    forecast_end_date,
    own_slip_days,
    is_own_slip_least,
    is_done,
    is_cancelled,
    coalesce(own_slip_days > 0, false) or own_status in ('overdue', 'delayed', 'delayed_unknown') as is_origin
from services
union all
select
    contracts.publication_id,
    contracts.contract_id as subject_id,
    contracts.contract_name as subject_name,
    'contract' as subject_kind,
    cast(null as date) as baseline_end_date,
    cast(null as date) as forecast_end_date,
    cast(null as bigint) as own_slip_days,
    false as is_own_slip_least,
    false as is_done,
    false as is_cancelled,
    false as is_origin
from contracts
anti join services
    on contracts.publication_id = services.publication_id and contracts.contract_id = services.service_id
