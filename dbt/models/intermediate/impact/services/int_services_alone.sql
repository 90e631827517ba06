{{ config(materialized='table') }}
-- How each service, programme, law, agreement and platform stands by its own migrations alone: its dates are the last
-- original and the last current end, its slip is the time between these two.
{%- set said_of_both = [
    'baseline_end_date', 'days_since_baseline', 'forecast_end_date', 'first_stated_end_date', 'baseline_basis', 'reason',
    'migration_ids'
] %}
with services as (
    select * from {{ ref('known_services') }}
),

together as (
    select * from {{ ref('int_service_migrations') }}
),

longest as (
    select * from {{ ref('int_service_slips') }}
),

judged as (
    select
        together.publication_id,
        together.service_id,
        case
            when together.is_done then 'done'
            when together.overdue_days > 0 then 'overdue'
            when greatest(longest.slip_days, longest.slip_months) > 0 then 'delayed'
            when together.is_delay_stated then 'delayed_unknown'
            when together.migrations_unknown > 0 then 'unknown'
            when greatest(longest.slip_days, longest.slip_months) <= 0 then 'on_time'
            else 'unknown'
        end as own_status,
        -- Not where what is left unsaid decides.
        longest.service_id is not null and (
            own_status in ('done', 'delayed', 'on_time')
            or (
                own_status = 'overdue'
                and (greatest(longest.slip_days, longest.slip_months) > 0 or together.migrations_unknown = 0)
            )
        ) as is_said
    from together
    left join longest on together.publication_id = longest.publication_id and together.service_id = longest.service_id
),

-- Dates, slip, basis and cause all belong to the same migrations.
own as (
    select
        together.* exclude ({{ said_of_both | join(', ') }}),
        judged.own_status,
        {% for column in said_of_both %}
        case when judged.is_said then longest.{{ column }} else together.{{ column }} end as {{ column }},
        {% endfor %}
        case when judged.is_said then longest.slip_days end as slip_days,
        case when judged.is_said then longest.slip_months end as slip_months,
        case when judged.is_said then longest.slip_basis else 'unknown' end as slip_basis
    from judged
    inner join together
        on judged.publication_id = together.publication_id and judged.service_id = together.service_id
    left join longest on judged.publication_id = longest.publication_id and judged.service_id = longest.service_id
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
left join {{ ref('int_service_contracts') }} as contracts
    on services.publication_id = contracts.publication_id and services.service_id = contracts.service_id
left join states on services.publication_id = states.publication_id and services.service_id = states.service_id
