-- When each service was to end before the last change of any of the migrations that its dates are those of, and how
-- often they were restated. Each of them ended then as it was stated until then, or as it was planned at first.
with rebaselines as (
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
    from {{ ref('int_services_alone') }}
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
)

select
    publication_id,
    service_id,
    max(end_date) filter (where has_changed) as previous_end_date,
    max(rebaseline_no) as rebaseline_count
from before_last_change
group by publication_id, service_id
