-- What the migrations of each service, programme, law, agreement and platform come to together. It is done when the
-- last of them is.
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
from {{ ref('int_migration_slips') }}
group by publication_id, service_id
