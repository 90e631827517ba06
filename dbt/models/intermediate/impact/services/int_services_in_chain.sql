{{ config(materialized='table') }}
-- How each service, programme, law, agreement and platform stands: by its own migrations, and by what the chain of
-- delays does to it. What is carried to it makes late what is on time by its own dates, and gives a delay of which the
-- length is not stated the days that it has at least. Of what says nothing of itself only what it requires tells.
with services as (
    select * from {{ ref('int_services_alone') }}
),

chain as (
    select * from {{ ref('int_chain_slips') }}
),

registers as (
    select distinct publication_id from {{ ref('known_issues') }}
),

judged as (
    select
        services.*,
        chain.chain_slip_days,
        chain.has_unknown,
        chain.critical_path,
        case
            when services.own_status = 'unknown' and coalesce(chain.required_slip_days, 0) <= 0 then chain.required_id
            else chain.last_id
        end as carried_by,
        case
            when services.own_status in ('done', 'overdue', 'delayed') or services.is_cancelled
                then services.own_status
            when services.own_status in ('on_time', 'delayed_unknown') and chain.carried_slip_days > 0 then 'delayed'
            when services.own_status = 'unknown' and chain.required_slip_days > 0 then 'delayed'
            when services.own_status = 'on_time' and chain.has_unknown then 'delayed_unknown'
            when services.own_status = 'unknown' and chain.required_id is not null then 'delayed_unknown'
            else services.own_status
        end as delay_status
    from services
    left join chain on services.publication_id = chain.publication_id and services.service_id = chain.subject_id
)

select
    services.publication_id,
    services.service_id,
    services.service_name,
    services.service_kind,
    services.owner,
    services.baseline_end_date,
    ends.previous_end_date,
    services.forecast_end_date,
    services.first_stated_end_date,
    case when services.baseline_end_date is null then 'unknown' else services.baseline_basis end as baseline_basis,
    services.overdue_days,
    ends.rebaseline_count,
    services.slip_days,
    services.slip_months,
    services.own_slip_days,
    services.slip_basis,
    services.migration_status,
    services.delay_status,
    case
        when services.delay_status != services.own_status then services.carried_by
        when services.own_status in ('overdue', 'delayed', 'delayed_unknown') then services.reason
    end as caused_by,
    case
        when services.delay_status != services.own_status then 'dependency'
        when services.own_status != 'unknown' then 'own'
    end as delay_basis,
    -- Without a register of issues nobody knows whether there are any.
    case
        when blocking.service_id is not null then blocking.open_blocking_issues
        when registers.publication_id is not null then 0
    end as open_blocking_issues,
    coalesce(blocking.open_blocking_listed, 0) as open_blocking_listed,
    blocking.blocking_issue_ids,
    services.contract_id,
    services.contract_end_date,
    services.contract_left_on,
    services.migrations,
    services.migrations_unknown,
    services.largest_migration_slip_days,
    services.chain_slip_days,
    services.has_unknown as has_unknown_carried,
    services.critical_path,
    services.sources
from judged as services
left join {{ ref('int_service_previous_ends') }} as ends
    on services.publication_id = ends.publication_id and services.service_id = ends.service_id
left join registers on services.publication_id = registers.publication_id
left join {{ ref('int_service_blocking_issues') }} as blocking
    on services.publication_id = blocking.publication_id and services.service_id = blocking.service_id
