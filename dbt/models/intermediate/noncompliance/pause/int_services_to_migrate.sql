-- The services that have still to leave a platform, each with the end of its migration: an end that has passed without
-- the service having migrated is not reached yet.
select
    migrations.publication_id,
    migrations.service_id,
    greatest(
        max(coalesce(migrations.forecast_end_date, migrations.baseline_end_date)),
        any_value(status_dates.status_date)
    ) as migration_end_date,
    max(coalesce(migrations.forecast_end_date, migrations.baseline_end_date)) is not null as is_end_known
from {{ ref('known_migrations') }} as migrations
left join {{ ref('int_status_dates') }} as status_dates on migrations.publication_id = status_dates.publication_id
where
    migrations.from_platform_id is not null
    and migrations.actual_end_date is null
    and coalesce(migrations.status not in ('completed', 'cancelled'), true)
group by migrations.publication_id, migrations.service_id
