-- What is known of the dates of each migration that is not cancelled, by the as-of date. What is completed without a
-- day is done on an unknown day, whatever was planned. Of a delay that the source states the first plan known is
-- not the original one.
with run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

originals as (
    select
        publication_id,
        subject_id as migration_id,
        any_value(original_end_date) as original_end_date,
        any_value(first_stated_end_date) as first_stated_end_date,
        any_value(baseline_basis) as baseline_basis,
        max(rebaseline_no) as rebaseline_count
    from {{ ref('int_rebaselines') }}
    where subject_type = 'migration'
    group by publication_id, subject_id
),

-- What came about after the as-of date was not known then. A failed migration has no end: what ended is an attempt.
known as (
    select
        migrations.* exclude (actual_end_date, actual_start_date),
        case
            when
                migrations.actual_end_date <= run_parameters.as_of_date
                and coalesce(migrations.status, '') != 'failed'
                then migrations.actual_end_date
        end as actual_end_date,
        case when migrations.actual_start_date <= run_parameters.as_of_date then migrations.actual_start_date end
            as actual_start_date
    from {{ ref('known_migrations') }} as migrations
    cross join run_parameters
    where coalesce(migrations.status, '') != 'cancelled'
)

select
    known.*,
    status_dates.status_date,
    known.actual_end_date is not null or coalesce(known.status = 'completed', false) as is_done,
    case
        when
            originals.baseline_basis = 'first_plan'
            and (coalesce(known.is_delay_stated, false) or known.stated_slip_months is not null)
            then 'unknown'
        else coalesce(originals.baseline_basis, 'unknown')
    end as original_basis,
    case when original_basis != 'unknown' then originals.original_end_date end as original_end_date,
    coalesce(originals.rebaseline_count, 0) as rebaseline_count,
    originals.first_stated_end_date,
    coalesce(
        known.actual_end_date, case when coalesce(known.status, '') != 'completed' then known.forecast_end_date end
    ) as latest_end_date,
    coalesce(known.actual_start_date, known.forecast_start_date) as latest_start_date,
    coalesce(known.forecast_end_date, known.baseline_end_date, originals.original_end_date) as last_plan
from known
left join {{ ref('int_status_dates') }} as status_dates on known.publication_id = status_dates.publication_id
left join originals
    on known.publication_id = originals.publication_id and known.migration_id = originals.migration_id
