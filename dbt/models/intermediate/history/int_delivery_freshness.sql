-- Deliveries that are to come every so often: when the newest is from, when the next was due, how late it is.
with expected as (
    select * from {{ ref('stg_expected_deliveries') }}
),

deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

run_parameters as (
    select * from {{ ref('stg_run_parameters') }}
),

newest as (
    select
        deliveries.delivery_id,
        max(coalesce(deliveries.as_of_date, deliveries.received_on)) as newest_as_of_date
    from deliveries
    inner join run_parameters
        on coalesce(deliveries.as_of_date, deliveries.received_on) <= run_parameters.as_of_date
    group by deliveries.delivery_id
),

due as (
    select
        expected.*,
        newest.newest_as_of_date,
        run_parameters.as_of_date as run_as_of_date,
        -- The last day of a month is followed by the last day of a month.
        cast(
            case
                when expected.expected_months > 0 and newest.newest_as_of_date = last_day(newest.newest_as_of_date)
                    then last_day(newest.newest_as_of_date + to_months(expected.expected_months))
                else
                    newest.newest_as_of_date
                    + to_months(expected.expected_months) + to_days(expected.expected_days)
            end as date
        ) as due_on
    from expected
    cross join run_parameters
    left join newest on expected.delivery_id = newest.delivery_id
)

select
    delivery_id,
    publication_id,
    title,
    owner,
    expected_every,
    when_late,
    newest_as_of_date,
    due_on,
    case
        when due_on is null then 'unknown'
        when run_as_of_date > due_on then 'late'
        else 'on_time'
    end as freshness,
    -- greatest() passes over NULL, and unknown is not zero.
    cast(if(due_on is null, null, greatest(run_as_of_date - due_on, 0)) as integer) as days_late
from due
