-- Each migration beside the contract that carries it until then, and the agreement that it changes to: its window, and
-- the days on which the agreement ends or changes.
with contracts as (
    select * from {{ ref('known_contracts') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
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
    from {{ ref('int_migration_slips') }}
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
)

select * from carried
union all
select * from changing
