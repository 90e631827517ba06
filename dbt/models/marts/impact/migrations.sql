with migrations as (
    select * from {{ ref('known_migrations') }}
),

slips as (
    select * from {{ ref('int_migration_slips') }}
),

states as (
    select * from {{ ref('code_labels') }}
    where code_list = 'migration_status'
)

select
    migrations.publication_id,
    migrations.migration_id,
    migrations.service_id,
    migrations.from_platform_id,
    migrations.to_platform_id,
    migrations.wave,
    coalesce(migrations.status, 'unknown') as migration_status,
    states.label_en as migration_status_en,
    states.label_nl as migration_status_nl,
    coalesce(slips.is_done, false) as is_done,
    migrations.baseline_start_date,
    coalesce(slips.baseline_end_date, migrations.baseline_end_date) as baseline_end_date,
    coalesce(slips.baseline_basis, 'unknown') as baseline_basis,
    migrations.forecast_start_date,
    migrations.forecast_end_date,
    slips.actual_start_date,
    slips.actual_end_date,
    cast(slips.slip_days as integer) as slip_days,
    cast(slips.slip_months as integer) as slip_months,
    coalesce(slips.slip_basis, 'unknown') as slip_basis,
    cast(slips.overdue_days as integer) as overdue_days,
    migrations.reason,
    coalesce(migrations.contract_id, 'none') as contract_id,
    coalesce(migrations.target_contract_id, 'none') as target_contract_id,
    migrations.sequence,
    migrations.delivery_id,
    migrations.source_file,
    migrations.source_line,
    migrations.citation
from migrations
left join slips
    on migrations.publication_id = slips.publication_id and migrations.migration_id = slips.migration_id
left join states on coalesce(migrations.status, 'unknown') = states.code
