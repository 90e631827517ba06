-- Every planned end that a migration has had, in the order of the days that the tracker was as at.
with migrations as (
    select * from {{ ref('stg_migrations') }}
),

file_dates as (
    select * from {{ ref('known_file_dates') }}
    where source_name = 'migrations'
),

delivered as (
    select
        migrations.publication_id,
        migrations.migration_id,
        migrations.baseline_end_date,
        migrations.forecast_end_date,
        file_dates.known_from,
        file_dates.as_at,
        migrations.delivery_id,
        migrations.source_file,
        migrations.source_line,
        migrations.citation
    from migrations
    inner join file_dates
        on
            migrations.publication_id = file_dates.publication_id
            and migrations.delivery_id = file_dates.delivery_id
            and migrations.source_file = file_dates.source_file
)

-- The first tracker row gives the baseline, and each row the forecast at its time.
select
    * exclude (baseline_end_date, forecast_end_date),
    0 as order_no,
    baseline_end_date as planned_end_date
from delivered
where baseline_end_date is not null
qualify row_number() over (partition by publication_id, migration_id order by as_at, known_from, source_file) = 1
union all
select
    * exclude (baseline_end_date, forecast_end_date),
    1 as order_no,
    forecast_end_date as planned_end_date
from delivered
where forecast_end_date is not null
