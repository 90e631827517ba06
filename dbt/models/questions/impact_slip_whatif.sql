-- What moves if a service slips another number of days, and by which path.
with recursive services as (
    select * from {{ ref('impact_services') }}
    where publication_id = of_publication
),

contracts as (
    select * from {{ ref('dim_contract') }}
    where publication_id = of_publication and is_on_file
),

-- What is known of the delay of a contract stands in the chain.
chain as (
    select
        to_id,
        max(chain_slip_days) as chain_slip_days
    from {{ ref('impact_chain') }}
    where publication_id = of_publication
    group by to_id
),

subjects as (
    select
        publication_id,
        service_id as subject_id,
        service_name as subject_name,
        service_kind as subject_kind,
        chain_slip_days,
        coalesce(baseline_end_date + chain_slip_days, forecast_end_date) as end_date
    from services
    union all
    select
        contracts.publication_id,
        contracts.contract_id as subject_id,
        contracts.contract_name as subject_name,
        'contract' as subject_kind,
        chain.chain_slip_days,
        null as end_date
    from contracts
    anti join services on contracts.contract_id = services.service_id
    left join chain on contracts.contract_id = chain.to_id
),

-- A delay that is not known counts from zero: the days come on top of it.
slipped as (
    select
        publication_id,
        subject_id,
        coalesce(chain_slip_days, 0) + cast(more_days as bigint) as own_slip_days,
        false as is_own_slip_least,
        cast(null as date) as forecast_end_date,
        cast(null as date) as baseline_end_date
    from subjects
    where subject_id = of_service
),

-- Dates are counted from the ends of the subjects themselves.
links as (
    select
        *,
        cast(null as date) as baseline_end_date,
        cast(null as bigint) as own_slip_days
    from {{ ref('delay_links') }}
    where publication_id = of_publication
),

-- The recursion of int_carried_delays with a row per number of links, since a file with `using key` in a macro can't be
-- opened by DuckDB 1.2. It ends since no link of a release is on a cycle.
labels (publication_id, subject_id, length, best) as (
    select
        slipped.publication_id,
        slipped.subject_id,
        'known',
        {{ own_delay('slipped') }}
    from slipped
    union all
    select stepped.*
    from ({{ reached_from('labels', 'links') }}) as stepped
    -- What a float takes up moves nothing, and neither does what is early still.
    where stepped.best.slip_days > 0
),

reached as (
    select
        subject_id,
        min(best) as best
    from labels
    group by subject_id
),

moved as (
    select
        subjects.*,
        reached.best,
        reached.best.slip_days - coalesce(subjects.chain_slip_days, 0) as moved_days
    from reached
    inner join subjects on reached.subject_id = subjects.subject_id
)

select
    moved.publication_id,
    moved.subject_id,
    moved.subject_name,
    moved.subject_kind,
    moved.best.depth,
    moved.best.path,
    cast(moved.moved_days as integer) as moved_days,
    moved.chain_slip_days,
    moved.end_date,
    moved.end_date + cast(moved.moved_days as integer) as moved_end_date
from moved
where moved.moved_days > 0
