-- The services that have still to leave a platform, each with the end of their migration: one that has passed without
-- the service having migrated is not reached yet.
select
    publication_id,
    service_id,
    greatest(max(coalesce(forecast_end_date, baseline_end_date)), any_value(status_date)) as migration_end_date,
    max(coalesce(forecast_end_date, baseline_end_date)) is not null as is_end_known
from {{ ref('int_migration_dates') }}
where from_platform_id is not null and not is_done
group by publication_id, service_id
