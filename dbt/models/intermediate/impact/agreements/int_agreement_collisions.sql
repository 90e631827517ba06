{{ config(materialized='table') }}
-- The order of each migration and of the agreement that it meets, the days on which the two meet, and the spend for the
-- days past the contract's end.
with events as (
    select * from {{ ref('int_agreement_events') }}
),

rates as (
    select * from {{ ref('int_spend_rates') }}
),

collisions as (
    select
        *,
        -- NULL where it is not known whether the migration goes on after the last day.
        case
            when contract_role = 'carries_until_migrated'
                then greatest(window_end - event_end, 0 * (window_end - event_end))
        end as days_past_end,
        case
            when window_start is null or window_end is null then null
            when contract_role = 'carries_until_migrated' and event_end is not null
                then greatest(window_end - greatest(event_end + 1, window_start) + 1, 0)
            when contract_role = 'changes_to' and event_start is not null
                then greatest(least(window_end, event_end) - greatest(window_start, event_start) + 1, 0)
        end as overlap_days,
        case
            when contract_role = 'carries_until_migrated' and (window_end is null or event_end is null) then 'unknown'
            when contract_role = 'carries_until_migrated' and window_end <= event_end then 'none'
            when contract_role = 'carries_until_migrated' and window_start > event_end
                then 'contract_ends_before_migration'
            when contract_role = 'carries_until_migrated' then 'contract_ends_during_migration'
            when event_start is null then 'unknown'
            when window_start <= event_end and window_end >= event_start then 'change_during_migration'
            when sequence = 'migrate_first' and window_start > event_end then 'change_before_migration'
            when sequence = 'switch_first' and window_end < event_start then 'migration_before_change'
            when window_end < event_start or window_start > event_end then 'none'
            else 'unknown'
        end as collision_type
    from events
)

select
    collisions.publication_id,
    collisions.migration_id,
    collisions.service_id,
    collisions.agreement_id as contract_id,
    collisions.contract_role,
    collisions.sequence,
    collisions.status,
    collisions.window_start,
    collisions.window_end,
    collisions.window_basis,
    collisions.event_start,
    collisions.event_end,
    collisions.collision_type,
    collisions.overlap_days,
    collisions.days_past_end,
    case when by_service.days is not null then 'service' else whole.rate_basis end as rate_basis,
    coalesce(by_service.year, whole.year) as rate_year,
    coalesce(by_service.scenario_id, whole.scenario_id) as rate_scenario_id,
    case
        when by_service.days is not null
            then {{ amount_up_to('by_service.amount_gross', '1', 'by_service.days') }}
        else {{ amount_up_to('whole.amount_gross', '1', 'whole.days') }}
    end as at_risk_per_day_gross,
    case
        when collisions.days_past_end = 0 then 0
        when by_service.days is not null
            then {{ amount_up_to('by_service.amount_gross', 'collisions.days_past_end', 'by_service.days') }}
        else {{ amount_up_to('whole.amount_gross', 'collisions.days_past_end', 'whole.days') }}
    end as at_risk_gross,
    collisions.source_file,
    collisions.source_line
from collisions
left join rates as by_service
    on
        collisions.publication_id = by_service.publication_id
        and collisions.carried_contract_id = by_service.contract_id
        and collisions.service_id = by_service.service_id
        and not by_service.is_whole_contract
left join rates as whole
    on
        collisions.publication_id = whole.publication_id
        and collisions.carried_contract_id = whole.contract_id
        and whole.is_whole_contract
