{{ config(materialized='table') }}
-- How each service, programme, law, agreement and platform stands by its own migrations.
with services as (
    select * from {{ ref('known_services') }}
),

slips as (
    select * from {{ ref('int_migration_slips') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
),

own as (
    select
        slips.publication_id,
        slips.service_id,
        max(slips.baseline_end_date) as baseline_end_date,
        max(slips.latest_end_date) as forecast_end_date,
        max(slips.slip_days) as slip_days,
        max(slips.slip_months) as slip_months,
        arg_max(slips.slip_basis, slips.slip_months) as slip_basis,
        bool_or(slips.is_delay_stated) as is_delay_stated,
        bool_and(slips.actual_end_date is not null or coalesce(slips.status = 'completed', false)) as is_done,
        arg_max(slips.reason, coalesce(slips.slip_months, -1)) as reason,
        max(contract_ends.contract_end_date) as contract_end_date,
        list_distinct(list(slips.reason)) as causes,
        {{ lines_of('slips.source_file', 'slips.source_line') }} as evidence
    from slips
    left join contract_ends
        on slips.publication_id = contract_ends.publication_id and slips.contract_id = contract_ends.contract_id
    group by slips.publication_id, slips.service_id
),

-- The state of the migrations together; the one that most needs a look comes first.
states as (
    select
        publication_id,
        service_id,
        bool_and(coalesce(status, '') = 'cancelled') as is_cancelled,
        case
            when bool_or(status = 'failed') then 'failed'
            when bool_or(status = 'paused') then 'paused'
            when bool_or(status = 'in_progress') then 'in_progress'
            when bool_or(status is null) then 'unknown'
            when bool_or(status = 'not_started') then 'not_started'
            when bool_or(status = 'completed') then 'completed'
            else 'cancelled'
        end as migration_status
    from {{ ref('known_migrations') }}
    group by publication_id, service_id
)

select
    services.publication_id,
    services.service_id,
    services.service_name,
    services.service_kind,
    services.owner,
    own.baseline_end_date,
    own.forecast_end_date,
    own.slip_days,
    own.slip_months,
    coalesce(own.slip_basis, 'unknown') as slip_basis,
    own.reason,
    own.contract_end_date,
    own.evidence,
    list_append(coalesce(own.causes, []), services.service_id) as subjects,
    coalesce(states.migration_status, 'none') as migration_status,
    coalesce(states.is_cancelled, false) as is_cancelled,
    coalesce(own.is_done, false) as is_done,
    case
        when own.is_done then 'done'
        when greatest(own.slip_days, own.slip_months) > 0 then 'delayed'
        when own.is_delay_stated then 'delayed_unknown'
        when greatest(own.slip_days, own.slip_months) <= 0 then 'on_time'
        else 'unknown'
    end as own_status
from services
left join own on services.publication_id = own.publication_id and services.service_id = own.service_id
left join states on services.publication_id = states.publication_id and services.service_id = states.service_id
