-- How each service, programme, law, agreement and platform stands: by its own migrations, and where it has
-- none, by what it needs.
with services as (
    select * from {{ ref('known_services') }}
),

migrations as (
    select * from {{ ref('int_migration_slips') }}
),

dependencies as (
    select * from {{ ref('known_dependencies') }}
),

open_blocking_issues as (
    select * from {{ ref('int_open_blocking_issues') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
),

own as (
    select
        migrations.publication_id,
        migrations.service_id,
        max(migrations.baseline_end_date) as baseline_end_date,
        max(migrations.latest_end_date) as forecast_end_date,
        max(migrations.slip_days) as slip_days,
        max(migrations.slip_months) as slip_months,
        arg_max(migrations.slip_basis, migrations.slip_months) as slip_basis,
        bool_or(migrations.is_delay_stated) as is_delay_stated,
        bool_and(
            migrations.actual_end_date is not null or coalesce(migrations.status = 'completed', false)
        ) as is_done,
        arg_max(migrations.reason, coalesce(migrations.slip_months, -1)) as reason,
        max(contract_ends.contract_end_date) as contract_end_date,
        list_distinct(list(migrations.reason)) as causes,
        {{ lines_of('migrations.source_file', 'migrations.source_line') }} as evidence
    from migrations
    left join contract_ends
        on
            migrations.publication_id = contract_ends.publication_id
            and migrations.contract_id = contract_ends.contract_id
    group by migrations.publication_id, migrations.service_id
),

with_own_status as (
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
        case
            when own.is_done then 'done'
            when greatest(own.slip_days, own.slip_months) > 0 then 'delayed'
            when own.is_delay_stated then 'delayed_unknown'
            when greatest(own.slip_days, own.slip_months) <= 0 then 'on_time'
            else 'unknown'
        end as own_status
    from services
    left join own on services.publication_id = own.publication_id and services.service_id = own.service_id
),

needed as (
    select
        dependencies.publication_id,
        dependencies.to_id as service_id,
        arg_max(
            dependencies.from_id, (coalesce(needed_service.slip_days, 0), dependencies.from_id)
        ) as needed_id
    from dependencies
    inner join with_own_status as needed_service
        on
            dependencies.publication_id = needed_service.publication_id
            and dependencies.from_id = needed_service.service_id
            and needed_service.own_status in ('delayed', 'delayed_unknown')
    where dependencies.dependency_type = 'required_by'
    group by dependencies.publication_id, dependencies.to_id
),

blocking as (
    select
        with_own_status.publication_id,
        with_own_status.service_id,
        count(distinct open_blocking_issues.issue_id) as open_blocking_issues
    from with_own_status
    inner join open_blocking_issues
        on
            with_own_status.publication_id = open_blocking_issues.publication_id
            and (
                with_own_status.service_id = open_blocking_issues.service_id
                or list_contains(with_own_status.subjects, open_blocking_issues.platform_id)
            )
    group by with_own_status.publication_id, with_own_status.service_id
)

select
    with_own_status.publication_id,
    with_own_status.service_id,
    with_own_status.service_name,
    with_own_status.service_kind,
    with_own_status.owner,
    with_own_status.baseline_end_date,
    with_own_status.forecast_end_date,
    with_own_status.slip_days,
    with_own_status.slip_months,
    with_own_status.slip_basis,
    case
        when with_own_status.own_status = 'unknown' and needed.needed_id is not null then 'delayed_unknown'
        else with_own_status.own_status
    end as delay_status,
    case
        when with_own_status.own_status in ('delayed', 'delayed_unknown') then with_own_status.reason
        when with_own_status.own_status = 'unknown' then needed.needed_id
    end as caused_by,
    case
        when with_own_status.own_status != 'unknown' then 'own'
        when needed.needed_id is not null then 'dependency'
    end as delay_basis,
    coalesce(blocking.open_blocking_issues, 0) as open_blocking_issues,
    with_own_status.contract_end_date,
    with_own_status.evidence
from with_own_status
left join needed
    on with_own_status.publication_id = needed.publication_id and with_own_status.service_id = needed.service_id
left join blocking
    on with_own_status.publication_id = blocking.publication_id and with_own_status.service_id = blocking.service_id
