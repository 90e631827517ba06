{{ config(materialized='table') }}
-- How each service, programme, law, agreement and platform stands by its own migrations. It is done when the last of
-- them is, so that its dates are the last original and the last current end; its slip is the time between these two.
with services as (
    select * from {{ ref('known_services') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
),

slips as (
    select * from {{ ref('int_migration_slips') }}
),

-- What the migrations of a service come to together.
counted as (
    select
        publication_id,
        service_id,
        count(*) as migrations,
        bool_and(is_done) as is_done,
        coalesce(bool_or(is_delay_stated) filter (where not is_done), false) as is_delay_stated,
        count(*) filter (where not is_done and slip_basis = 'unknown') as migrations_unknown,
        max(slip_days) as largest_migration_slip_days,
        max(overdue_days) as overdue_days,
        -- An end that one of them lacks is not known of the service.
        case when count(baseline_end_date) = count(*) then max(baseline_end_date) end as baseline_end_date,
        case when count(baseline_end_date) = count(*) then min(days_since_baseline) end as days_since_baseline,
        case when count(latest_end_date) = count(*) then max(latest_end_date) end as forecast_end_date,
        case when count(first_stated_end_date) = count(*) then max(first_stated_end_date) end as first_stated_end_date,
        case
            when bool_or(baseline_basis = 'unknown') then 'unknown'
            when bool_or(baseline_basis = 'first_plan') then 'first_plan'
            else 'delivered'
        end as baseline_basis,
        arg_max(reason, { 'end': latest_end_date, 'id': migration_id }) filter (
            where not is_done and is_delay_stated
        ) as reason,
        list_sort(list(migration_id)) as migration_ids,
        list_distinct(list(reason)) as causes,
        {{ sources_of() }} as sources
    from slips
    group by publication_id, service_id
),

-- All that have both ends speak together. One that is late only by its starts, or as stated, speaks for itself.
together as (
    select
        publication_id,
        service_id,
        '' as leading_migration_id,
        max(baseline_end_date) as baseline_end_date,
        min(days_since_baseline) as days_since_baseline,
        max(latest_end_date) as forecast_end_date,
        max(first_stated_end_date) as first_stated_end_date,
        max(latest_end_date) - max(baseline_end_date) as slip_days,
        datesub('month', max(baseline_end_date), max(latest_end_date)) as slip_months,
        'end_dates' as slip_basis,
        if(bool_or(baseline_basis = 'first_plan'), 'first_plan', 'delivered') as baseline_basis,
        arg_max(reason, { 'end': latest_end_date, 'slip_days': slip_days, 'id': migration_id }) filter (
            where slip_days > 0
        ) as reason,
        list_sort(list(migration_id)) as migration_ids
    from slips
    where slip_basis = 'end_dates'
    group by publication_id, service_id
),

speaking as (
    select * from together
    union all
    select
        slips.publication_id,
        slips.service_id,
        slips.migration_id as leading_migration_id,
        slips.baseline_end_date,
        slips.days_since_baseline,
        slips.latest_end_date as forecast_end_date,
        slips.first_stated_end_date,
        slips.slip_days,
        slips.slip_months,
        slips.slip_basis,
        slips.baseline_basis,
        slips.reason,
        [slips.migration_id] as migration_ids
    from slips
    inner join counted on slips.publication_id = counted.publication_id and slips.service_id = counted.service_id
    where slips.slip_basis in ('start_dates', 'stated') and slips.is_done = counted.is_done
),

-- What is said of the longest delay.
latest as (
    select * from speaking
    qualify
        row_number() over (
            partition by publication_id, service_id
            order by
                coalesce(slip_days, {{ least_days_of('slip_months') }}) desc,
                slip_days desc nulls last,
                leading_migration_id asc
        ) = 1
),

judged as (
    select
        counted.publication_id,
        counted.service_id,
        case
            when counted.is_done then 'done'
            when counted.overdue_days > 0 then 'overdue'
            when greatest(latest.slip_days, latest.slip_months) > 0 then 'delayed'
            when counted.is_delay_stated then 'delayed_unknown'
            when counted.migrations_unknown > 0 then 'unknown'
            when greatest(latest.slip_days, latest.slip_months) <= 0 then 'on_time'
            else 'unknown'
        end as own_status,
        -- Not where what is left unsaid decides.
        latest.service_id is not null and (
            own_status in ('done', 'delayed', 'on_time')
            or (
                own_status = 'overdue'
                and (greatest(latest.slip_days, latest.slip_months) > 0 or counted.migrations_unknown = 0)
            )
        ) as is_said
    from counted
    left join latest on counted.publication_id = latest.publication_id and counted.service_id = latest.service_id
),

-- Dates, slip, basis and cause all belong to the same migrations.
own as (
    select
        counted.publication_id,
        counted.service_id,
        counted.migrations,
        counted.migrations_unknown,
        counted.largest_migration_slip_days,
        counted.overdue_days,
        counted.is_done,
        counted.causes,
        counted.sources,
        judged.own_status,
        case when judged.is_said then latest.baseline_end_date else counted.baseline_end_date end
            as baseline_end_date,
        case when judged.is_said then latest.days_since_baseline else counted.days_since_baseline end
            as days_since_baseline,
        case when judged.is_said then latest.forecast_end_date else counted.forecast_end_date end
            as forecast_end_date,
        case when judged.is_said then latest.first_stated_end_date else counted.first_stated_end_date end
            as first_stated_end_date,
        case when judged.is_said then latest.baseline_basis else counted.baseline_basis end as baseline_basis,
        case when judged.is_said then latest.slip_days end as slip_days,
        case when judged.is_said then latest.slip_months end as slip_months,
        case when judged.is_said then latest.slip_basis else 'unknown' end as slip_basis,
        case when judged.is_said then latest.reason else counted.reason end as reason,
        case when judged.is_said then latest.migration_ids else counted.migration_ids end as migration_ids
    from judged
    inner join counted
        on judged.publication_id = counted.publication_id and judged.service_id = counted.service_id
    left join latest on judged.publication_id = latest.publication_id and judged.service_id = latest.service_id
),

-- The contract that most needs a look: of what is not done the one that is passed by most days, then one of which
-- that is not known, then the one that is left in time by least.
contracts as (
    select
        slips.publication_id,
        slips.service_id,
        slips.contract_id,
        slips.latest_end_date as contract_left_on,
        contract_ends.contract_end_date
    from slips
    left join contract_ends
        on slips.publication_id = contract_ends.publication_id and slips.contract_id = contract_ends.contract_id
    where slips.contract_id is not null
    qualify
        row_number() over (
            partition by slips.publication_id, slips.service_id
            order by
                slips.is_done asc,
                coalesce(slips.latest_end_date > contract_ends.contract_end_date, false) desc,
                slips.latest_end_date - contract_ends.contract_end_date desc nulls first,
                contract_ends.contract_end_date asc nulls last,
                slips.migration_id asc
        ) = 1
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
    own.first_stated_end_date,
    own.overdue_days,
    coalesce(own.baseline_basis, 'unknown') as baseline_basis,
    own.slip_days,
    own.slip_months,
    -- What is known of its own delay: what is overdue is later than planned by all the days until now, at the least.
    case
        when own.own_status = 'overdue'
            then nullif(greatest(own.slip_days, coalesce(own.days_since_baseline, own.overdue_days), 0), 0)
        else coalesce(own.slip_days, {{ least_days_of('own.slip_months') }})
    end as own_slip_days,
    coalesce(own.own_status = 'overdue' or own.slip_days is null, false) as is_own_slip_least,
    coalesce(own.slip_basis, 'unknown') as slip_basis,
    own.reason,
    contracts.contract_id,
    contracts.contract_end_date,
    contracts.contract_left_on,
    own.sources,
    coalesce(own.migrations, 0) as migrations,
    coalesce(own.migrations_unknown, 0) as migrations_unknown,
    own.largest_migration_slip_days,
    coalesce(own.migration_ids, []) as migration_ids,
    list_append(coalesce(own.causes, []), services.service_id) as subjects,
    coalesce(states.migration_status, 'none') as migration_status,
    coalesce(states.is_cancelled, false) as is_cancelled,
    coalesce(own.is_done, false) as is_done,
    coalesce(own.own_status, 'unknown') as own_status
from services
left join own on services.publication_id = own.publication_id and services.service_id = own.service_id
left join contracts
    on services.publication_id = contracts.publication_id and services.service_id = contracts.service_id
left join states on services.publication_id = states.publication_id and services.service_id = states.service_id
