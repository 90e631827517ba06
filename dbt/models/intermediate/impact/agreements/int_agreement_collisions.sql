{{ config(materialized='table') }}
-- Each migration beside the contract that carries it until then, and the agreement that it changes to: the order of
-- the two, the days on which they meet, and the spend for the days past the contract's end.
with slips as (
    select * from {{ ref('int_migration_slips') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
),

rates as (
    select * from {{ ref('int_spend_rates') }}
),

windows as (
    select
        *,
        coalesce(latest_start_date, baseline_start_date) as window_start,
        case when not is_done or actual_end_date is not null then coalesce(latest_end_date, baseline_end_date) end
            as window_end,
        case
            when window_end is null then 'unknown'
            when actual_end_date is not null then 'actual'
            when latest_end_date is not null then 'forecast'
            else 'baseline'
        end as window_basis
    from slips
),

carried as (
    select
        windows.*,
        'carries_until_migrated' as contract_role,
        windows.contract_id as agreement_id,
        windows.contract_id as carried_contract_id,
        contract_ends.contract_end_date as event_start,
        contract_ends.contract_end_date as event_end
    from windows
    left join contract_ends
        on windows.publication_id = contract_ends.publication_id and windows.contract_id = contract_ends.contract_id
    where windows.contract_id is not null
),

-- The change of agreement: the time for which old and new run side by side, or none of the two does.
changing as (
    select
        windows.*,
        'changes_to' as contract_role,
        windows.target_contract_id as agreement_id,
        cast(null as varchar) as carried_contract_id,
        least(contracts.start_date, contract_ends.contract_end_date + cast(
            contracts.start_date > contract_ends.contract_end_date as integer
        )) as event_start,
        case
            when contracts.start_date is not null
                then greatest(contracts.start_date, contract_ends.contract_end_date)
        end as event_end
    from windows
    left join contracts
        on
            windows.publication_id = contracts.publication_id
            and windows.target_contract_id = contracts.contract_id
    left join contract_ends
        on windows.publication_id = contract_ends.publication_id and windows.contract_id = contract_ends.contract_id
    where windows.target_contract_id is not null and windows.target_contract_id is distinct from windows.contract_id
),

both_roles as (
    select
        *,
        -- NULL where it is not known whether the migration goes on after the last day.
        greatest(window_end - event_end, 0 * (window_end - event_end)) as days_past_end,
        case
            when window_start is not null and window_end is not null and event_end is not null
                then greatest(window_end - greatest(event_end + 1, window_start) + 1, 0)
        end as overlap_days,
        case
            when window_end is null or event_end is null then 'unknown'
            when window_end <= event_end then 'none'
            when window_start > event_end then 'contract_ends_before_migration'
            else 'contract_ends_during_migration'
        end as collision_type
    from carried
    union all
    select
        *,
        cast(null as bigint) as days_past_end,
        case
            when window_start is not null and window_end is not null and event_start is not null
                then greatest(least(window_end, event_end) - greatest(window_start, event_start) + 1, 0)
        end as overlap_days,
        case
            when event_start is null then 'unknown'
            when window_start <= event_end and window_end >= event_start then 'change_during_migration'
            when sequence = 'migrate_first' and window_start > event_end then 'change_before_migration'
            when sequence = 'switch_first' and window_end < event_start then 'migration_before_change'
            when window_end < event_start or window_start > event_end then 'none'
            else 'unknown'
        end as collision_type
    from changing
)

select
    both_roles.publication_id,
    both_roles.migration_id,
    both_roles.service_id,
    both_roles.agreement_id as contract_id,
    both_roles.contract_role,
    both_roles.sequence,
    both_roles.status,
    both_roles.window_start,
    both_roles.window_end,
    both_roles.window_basis,
    both_roles.event_start,
    both_roles.event_end,
    both_roles.collision_type,
    both_roles.overlap_days,
    both_roles.days_past_end,
    case when by_service.days is not null then 'service' else whole.rate_basis end as rate_basis,
    coalesce(by_service.year, whole.year) as rate_year,
    coalesce(by_service.scenario_id, whole.scenario_id) as rate_scenario_id,
    case
        when by_service.days is not null
            then {{ amount_up_to('by_service.amount_gross', '1', 'by_service.days') }}
        else {{ amount_up_to('whole.amount_gross', '1', 'whole.days') }}
    end as at_risk_per_day_gross,
    case
        when both_roles.days_past_end = 0 then 0
        when by_service.days is not null
            then {{ amount_up_to('by_service.amount_gross', 'both_roles.days_past_end', 'by_service.days') }}
        else {{ amount_up_to('whole.amount_gross', 'both_roles.days_past_end', 'whole.days') }}
    end as at_risk_gross,
    both_roles.source_file,
    both_roles.source_line
from both_roles
left join rates as by_service
    on
        both_roles.publication_id = by_service.publication_id
        and both_roles.carried_contract_id = by_service.contract_id
        and both_roles.service_id = by_service.service_id
        and not by_service.is_whole_contract
left join rates as whole
    on
        both_roles.publication_id = whole.publication_id
        and both_roles.carried_contract_id = whole.contract_id
        and whole.is_whole_contract
