{{ config(materialized='table') }}
-- How each service, programme, law, agreement and platform stands: by its own migrations, and by what the chain of
-- delays does to it. What is carried to it makes late what is on time by its own dates, and gives a delay of which the
-- length is not stated the days that it has at least. Of what says nothing of itself only what it requires tells.
with services as (
    select * from {{ ref('int_service_status') }}
),

chain as (
    select * from {{ ref('int_chain_slips') }}
),

open_blocking_issues as (
    select * from {{ ref('int_open_blocking_issues') }}
),

-- Every statement of the end of a migration, in their order; what came about is the last one where it differs.
rebaselines as (
    select
        publication_id,
        subject_id as migration_id,
        rebaseline_no,
        planned_end_date,
        original_end_date,
        { 'as_of': as_of_date, 'known_on': known_on, 'is_actual': false } as stated_at
    from {{ ref('int_rebaselines') }}
    where subject_type = 'migration'
),

last_plans as (
    select
        publication_id,
        migration_id,
        arg_max(planned_end_date, rebaseline_no) as planned_end_date,
        any_value(original_end_date) as original_end_date,
        max(rebaseline_no) as rebaseline_no,
        max(stated_at) as stated_at
    from rebaselines
    group by publication_id, migration_id
),

statements as (
    select * from rebaselines
    union all
    select
        slips.publication_id,
        slips.migration_id,
        last_plans.rebaseline_no,
        slips.actual_end_date as planned_end_date,
        last_plans.original_end_date,
        {
            'as_of': greatest(slips.actual_end_date, last_plans.stated_at.as_of),
            'known_on': last_plans.stated_at.known_on,
            'is_actual': true
        } as stated_at
    from {{ ref('int_migration_slips') }} as slips
    inner join last_plans
        on slips.publication_id = last_plans.publication_id and slips.migration_id = last_plans.migration_id
    where slips.actual_end_date != last_plans.planned_end_date
),

-- The migrations that the dates of a service are those of.
leading_migrations as (
    select
        publication_id,
        service_id,
        unnest(migration_ids) as migration_id
    from services
    where forecast_end_date is not null
),

of_services as (
    select
        leading_migrations.service_id,
        statements.*,
        max(statements.stated_at) filter (where statements.rebaseline_no > 0 or statements.stated_at.is_actual)
            over (partition by leading_migrations.publication_id, leading_migrations.service_id)
            as last_changed_at
    from leading_migrations
    inner join statements
        on
            leading_migrations.publication_id = statements.publication_id
            and leading_migrations.migration_id = statements.migration_id
),

-- Before the last change of any of them each ended as it was stated until then, or as it was planned at first.
before_last_change as (
    select
        publication_id,
        service_id,
        migration_id,
        max(rebaseline_no) as rebaseline_no,
        bool_or(last_changed_at is not null) as has_changed,
        coalesce(
            arg_max(planned_end_date, { 'at': stated_at, 'no': rebaseline_no }) filter (
                where stated_at < last_changed_at
            ),
            any_value(original_end_date)
        ) as end_date
    from of_services
    group by publication_id, service_id, migration_id
),

ends as (
    select
        publication_id,
        service_id,
        max(end_date) filter (where has_changed) as previous_end_date,
        max(rebaseline_no) as rebaseline_count
    from before_last_change
    group by publication_id, service_id
),

concerned as (
    select
        publication_id,
        service_id,
        unnest(subjects) as platform_id
    from services
),

-- Issues are counted per service and per platform, and not listed per service: a platform may have very many. An
-- issue of both a service and a platform that concerns it would count twice.
of_service as (
    select
        publication_id,
        service_id,
        count(*) as issue_count,
        bool_and(is_number_stated) as is_number_stated,
        list_sort(list(issue_id))[:10] as first_ids
    from open_blocking_issues
    where service_id is not null
    group by publication_id, service_id
),

of_platform as (
    select
        publication_id,
        platform_id,
        count(*) as issue_count,
        bool_and(is_number_stated) as is_number_stated,
        list_sort(list(issue_id))[:10] as first_ids
    from open_blocking_issues
    where platform_id is not null
    group by publication_id, platform_id
),

of_both as (
    select
        publication_id,
        service_id,
        platform_id,
        count(*) as issue_count
    from open_blocking_issues
    where service_id is not null and platform_id is not null
    group by publication_id, service_id, platform_id
),

of_either as (
    select
        publication_id,
        service_id,
        issue_count,
        is_number_stated,
        first_ids
    from of_service
    union all
    select
        concerned.publication_id,
        concerned.service_id,
        of_platform.issue_count - coalesce(of_both.issue_count, 0) as issue_count,
        of_platform.is_number_stated,
        of_platform.first_ids
    from concerned
    inner join of_platform
        on
            concerned.publication_id = of_platform.publication_id
            and concerned.platform_id = of_platform.platform_id
    left join of_both
        on
            concerned.publication_id = of_both.publication_id
            and concerned.service_id = of_both.service_id
            and concerned.platform_id = of_both.platform_id
),

registers as (
    select distinct publication_id from {{ ref('known_issues') }}
),

blocking as (
    select
        publication_id,
        service_id,
        case when bool_and(is_number_stated) then sum(issue_count) end as open_blocking_issues,
        sum(issue_count) as open_blocking_listed,
        array_to_string(list_sort(list_distinct(flatten(list(first_ids))))[:10], ', ')
        || case when sum(issue_count) > 10 then ', …' else '' end as blocking_issue_ids
    from of_either
    group by publication_id, service_id
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
left join ends on services.publication_id = ends.publication_id and services.service_id = ends.service_id
left join registers on services.publication_id = registers.publication_id
left join blocking
    on services.publication_id = blocking.publication_id and services.service_id = blocking.service_id
