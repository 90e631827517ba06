with progress as (
    select * from {{ ref('int_earned_schedule') }}
),

by_count as (
    select * from progress
    where basis = 'count'
),

by_weight as (
    select * from progress
    where basis = 'weight'
),

outside as (
    select
        publication_id,
        count(*) filter (where baseline_end_date is null) as without_baseline,
        count(*) filter (where baseline_basis = 'first_plan') as planned_by_first_plan,
        count(*) filter (where status = 'completed' and actual_end_date is null) as completed_without_date
    from {{ ref('int_migration_slips') }}
    group by publication_id
)

select
    by_count.publication_id,
    by_count.period_end,
    by_count.period_end - 1 as period_last_day,
    cast(by_count.planned_duration as integer) as planned_duration_months,
    cast(by_count.budget as integer) as planned_total,
    cast(by_count.planned as integer) as planned,
    cast(by_count.earned as integer) as actual,
    cast(by_count.earned_dated as integer) as actual_dated,
    cast(by_count.es as decimal(18, 6)) as es,
    cast(by_count.actual_time as decimal(18, 6)) as "at", -- noqa: RF06
    cast(by_count.sv_t as decimal(18, 6)) as sv_t,
    cast(by_count.spi_t as decimal(18, 6)) as spi_t,
    cast(by_count.ieac_t as decimal(18, 6)) as ieac_t,
    cast(by_weight.budget as decimal(18, 6)) as planned_total_weight,
    cast(by_weight.planned as decimal(18, 6)) as planned_weight,
    cast(by_weight.earned as decimal(18, 6)) as actual_weight,
    cast(by_weight.es as decimal(18, 6)) as es_weighted,
    cast(by_weight.sv_t as decimal(18, 6)) as sv_t_weighted,
    cast(by_weight.spi_t as decimal(18, 6)) as spi_t_weighted,
    cast(by_weight.ieac_t as decimal(18, 6)) as ieac_t_weighted,
    cast(outside.without_baseline as integer) as without_baseline,
    cast(outside.planned_by_first_plan as integer) as planned_by_first_plan,
    cast(outside.completed_without_date as integer) as completed_without_date
from by_count
inner join outside on by_count.publication_id = outside.publication_id
left join by_weight
    on by_count.publication_id = by_weight.publication_id and by_count.period_end = by_weight.period_end
