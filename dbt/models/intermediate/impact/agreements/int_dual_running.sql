{{ config(materialized='table') }}
-- What running two platforms costs: the spend of a service on the platform that it leaves, for the days on which it is
-- already paid for on the platform that it goes to. A line is divided over its days.
with meetings as (
    select
        periods.publication_id,
        periods.service_id,
        periods.from_platform_id,
        spend.year,
        spend.line_id,
        spend.part_no,
        any_value(spend.amount_gross) as amount_gross,
        any_value(spend.part_end - spend.part_start) as days,
        any_value(spend.source_file) as source_file,
        any_value(spend.source_line) as source_line,
        sum(least(spend.part_end, periods.period_end) - greatest(spend.part_start, periods.period_start))
            as overlap_days
    from {{ ref('int_new_platform_periods') }} as periods
    inner join {{ ref('int_baseline_spend') }} as spend
        on
            periods.publication_id = spend.publication_id
            and periods.service_id = spend.service_id
            and periods.period_start < spend.part_end
            and periods.period_end > spend.part_start
    inner join {{ ref('known_contracts') }} as contracts
        on
            spend.publication_id = contracts.publication_id
            and spend.contract_id = contracts.contract_id
            and periods.from_platform_id = contracts.platform_id
    group by
        periods.publication_id, periods.service_id, periods.from_platform_id, spend.year, spend.line_id, spend.part_no
),

per_part as (
    select
        *,
        {{ amount_up_to('amount_gross', 'overlap_days', 'days') }} as dual_running_gross,
        row_number() over (
            partition by publication_id, service_id, from_platform_id, year
            order by source_file, source_line, part_no
        ) as place
    from meetings
),

-- By itself: Spark puts no words together where it counts distinct lines.
resting as (
    select
        publication_id,
        service_id,
        from_platform_id,
        year,
        {{ sources_of(place='place') }} as sources
    from per_part
    group by publication_id, service_id, from_platform_id, year
),

summed as (
    select
        publication_id,
        service_id,
        from_platform_id,
        year,
        count(*) as spend_parts,
        {{ known_part('amount_gross') }} as old_platform_gross,
        {{ known_part('dual_running_gross') }} as dual_running_gross,
        {{ unknown_lines('amount_gross', 'line_id') }} as unknown_lines
    from per_part
    group by publication_id, service_id, from_platform_id, year
),

targets as (
    select
        publication_id,
        service_id,
        from_platform_id,
        string_agg(to_platform_id, ', ' order by to_platform_id) as to_platform_id
    from (
        select distinct
            publication_id,
            service_id,
            from_platform_id,
            to_platform_id
        from {{ ref('int_migration_slips') }}
        where from_platform_id != to_platform_id
    ) as moves
    group by publication_id, service_id, from_platform_id
)

select
    summed.*,
    targets.to_platform_id,
    resting.sources
from summed
inner join resting
    on
        summed.publication_id = resting.publication_id
        and summed.service_id = resting.service_id
        and summed.from_platform_id = resting.from_platform_id
        and summed.year = resting.year
inner join targets
    on
        summed.publication_id = targets.publication_id
        and summed.service_id = targets.service_id
        and summed.from_platform_id = targets.from_platform_id
