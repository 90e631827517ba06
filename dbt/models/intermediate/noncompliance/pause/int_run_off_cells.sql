-- The non-compliant spend of each contract and year for each length of pause: what holds without one, and what it adds.
with added as (
    select * from {{ ref('int_pause_added_spend') }}
),

base as (
    select
        publication_id,
        contract_id,
        year,
        {{ known_part('amount_gross') }} as base_gross,
        {{ unknown_lines('amount_gross', 'line_id') }} as unknown_lines
    from {{ ref('int_spend_without_pause') }}
    where outcome = 'unlawful' and contract_id is not null
    group by publication_id, contract_id, year
),

pauses as (
    select unnest(generate_series(0, 36)) as pause_months
),

cells as (
    select
        publication_id,
        contract_id,
        year
    from base
    union
    select
        publication_id,
        contract_id,
        year
    from added
),

per_cell as (
    select
        cells.publication_id,
        cells.contract_id,
        cells.year,
        cast(pauses.pause_months as integer) as pause_months,
        -- Where no amount of it is known and no day is added, nothing is zero.
        case
            when base.base_gross is not null or coalesce(base.unknown_lines, 0) = 0 or added.added_gross is not null
                then
                    coalesce(base.base_gross, 0)
                    + case when added.added_gross is null then 0 else {{ rounded_once('added.added_gross') }} end
        end as unlawful_amount_gross,
        case when added.increase_gross is null then 0 else {{ rounded_once('added.increase_gross') }} end
            as increase_gross,
        coalesce(base.unknown_lines, 0) as unknown_lines
    from cells
    cross join pauses
    left join base
        on
            cells.publication_id = base.publication_id
            and cells.contract_id = base.contract_id
            and cells.year = base.year
    left join added
        on
            cells.publication_id = added.publication_id
            and cells.contract_id = added.contract_id
            and cells.year = added.year
            and pauses.pause_months = added.pause_months
)

-- A cell that its credits bring below zero, at any length of pause, has no line of its own.
select
    *,
    coalesce(min(unlawful_amount_gross) over (partition by publication_id, contract_id, year) < 0, false)
        as is_below_zero
from per_cell
