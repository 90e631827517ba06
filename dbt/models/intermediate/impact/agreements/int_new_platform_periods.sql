{{ config(materialized='table') }}
-- The periods in which a service is already paid for on a platform that it goes to, per platform that it leaves.
-- They do not touch: a part starts a period where it begins after the ends of all before it, and the number of starts
-- so far is the number of the period. So a day counts once, however many platforms the old one is left for.
with parts as (
    -- Each pair of days once: two alike have no order, and both windows must see the same.
    select distinct
        migrations.publication_id,
        migrations.service_id,
        migrations.from_platform_id,
        spend.part_start,
        spend.part_end
    from {{ ref('int_migration_slips') }} as migrations
    inner join {{ ref('int_baseline_spend') }} as spend
        on migrations.publication_id = spend.publication_id and migrations.service_id = spend.service_id
    inner join {{ ref('known_contracts') }} as contracts
        on
            spend.publication_id = contracts.publication_id
            and spend.contract_id = contracts.contract_id
            and migrations.to_platform_id = contracts.platform_id
    where migrations.from_platform_id != migrations.to_platform_id
),

marked as (
    select
        *,
        coalesce(part_start > max(part_end) over before, true) as starts
    from parts
    window
        before as (
            partition by publication_id, service_id, from_platform_id
            order by part_start, part_end rows between unbounded preceding and 1 preceding
        )
),

numbered as (
    select
        *,
        sum(cast(starts as integer)) over (
            partition by publication_id, service_id, from_platform_id
            order by part_start, part_end rows unbounded preceding
        ) as period_no
    from marked
)

select
    publication_id,
    service_id,
    from_platform_id,
    min(part_start) as period_start,
    max(part_end) as period_end
from numbered
group by publication_id, service_id, from_platform_id, period_no
