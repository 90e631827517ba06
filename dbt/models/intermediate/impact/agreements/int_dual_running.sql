{{ config(materialized='table') }}
-- What running two platforms costs: the spend of a service on the platform that it leaves, for the days on which it is
-- already paid for on the platform that it goes to. A line is divided over its days.
with parts as (
    select
        parts.*,
        contracts.platform_id
    from {{ ref('int_spend_parts') }} as parts
    inner join {{ ref('known_contracts') }} as contracts
        on parts.publication_id = contracts.publication_id and parts.contract_id = contracts.contract_id
    left join {{ ref('int_spend_scenarios') }} as chosen on parts.publication_id = chosen.publication_id
    where
        parts.is_counted
        and parts.service_id is not null
        and contracts.platform_id is not null
        and parts.scenario_id in ('none', chosen.scenario_id)
),

targets as (
    select distinct
        publication_id,
        service_id,
        from_platform_id,
        to_platform_id as target_id
    from {{ ref('int_migration_slips') }}
    where from_platform_id is not null and to_platform_id is not null and from_platform_id != to_platform_id
),

-- A day on which the old platform is one too many counts once, however many it is left for.
together as (
    select
        publication_id,
        service_id,
        from_platform_id,
        string_agg(target_id, ', ' order by target_id) as to_platform_id
    from targets
    group by publication_id, service_id, from_platform_id
),

moves as (
    select
        targets.*,
        together.to_platform_id
    from targets
    inner join together
        on
            targets.publication_id = together.publication_id
            and targets.service_id = together.service_id
            and targets.from_platform_id = together.from_platform_id
),

-- The days on which the new platform is paid for, as periods that do not touch.
new_parts as (
    select
        moves.publication_id,
        moves.service_id,
        moves.from_platform_id,
        moves.to_platform_id,
        parts.part_start,
        parts.part_end
    from moves
    inner join parts
        on
            moves.publication_id = parts.publication_id
            and moves.service_id = parts.service_id
            and moves.target_id = parts.platform_id
),

marked as (
    select
        *,
        coalesce(part_start > max(part_end) over before, true) as starts
    from new_parts
    window
        before as (
            partition by publication_id, service_id, from_platform_id, to_platform_id
            order by part_start, part_end rows between unbounded preceding and 1 preceding
        )
),

numbered as (
    select
        *,
        sum(cast(starts as integer)) over (
            partition by publication_id, service_id, from_platform_id, to_platform_id
            order by part_start, part_end rows unbounded preceding
        ) as period_no
    from marked
),

new_periods as (
    select
        publication_id,
        service_id,
        from_platform_id,
        to_platform_id,
        period_no,
        min(part_start) as period_start,
        max(part_end) as period_end
    from numbered
    group by publication_id, service_id, from_platform_id, to_platform_id, period_no
),

meetings as (
    select
        new_periods.publication_id,
        new_periods.service_id,
        new_periods.from_platform_id,
        new_periods.to_platform_id,
        parts.year,
        parts.line_id,
        parts.part_no,
        any_value(parts.amount_gross) as amount_gross,
        any_value(parts.part_end - parts.part_start) as days,
        any_value(parts.source_file) as source_file,
        any_value(parts.source_line) as source_line,
        sum(least(parts.part_end, new_periods.period_end) - greatest(parts.part_start, new_periods.period_start))
            as overlap_days
    from new_periods
    inner join parts
        on
            new_periods.publication_id = parts.publication_id
            and new_periods.service_id = parts.service_id
            and new_periods.from_platform_id = parts.platform_id
            and new_periods.period_start < parts.part_end
            and new_periods.period_end > parts.part_start
    group by
        new_periods.publication_id, new_periods.service_id, new_periods.from_platform_id,
        new_periods.to_platform_id, parts.year, parts.line_id, parts.part_no
),

per_part as (
    select
        *,
        {{ amount_up_to('amount_gross', 'overlap_days', 'days') }} as dual_running_gross,
        row_number() over (
            partition by publication_id, service_id, from_platform_id, to_platform_id, year
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
        to_platform_id,
        year,
        {{ sources_of(place='place') }} as sources
    from per_part
    group by publication_id, service_id, from_platform_id, to_platform_id, year
),

summed as (
    select
        publication_id,
        service_id,
        from_platform_id,
        to_platform_id,
        year,
        count(*) as spend_parts,
        {{ known_part('amount_gross') }} as old_platform_gross,
        {{ known_part('dual_running_gross') }} as dual_running_gross,
        {{ unknown_lines('amount_gross', 'line_id') }} as unknown_lines
    from per_part
    group by publication_id, service_id, from_platform_id, to_platform_id, year
)

select
    summed.*,
    resting.sources
from summed
inner join resting
    on
        summed.publication_id = resting.publication_id
        and summed.service_id = resting.service_id
        and summed.from_platform_id = resting.from_platform_id
        and summed.to_platform_id = resting.to_platform_id
        and summed.year = resting.year
