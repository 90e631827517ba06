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
    select unnest(generate_series(0, {{ var('longest_pause_months') }})) as pause_months
),

keys as (
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

-- A cell that its credits bring below zero has no line of its own. What a pause adds is never below zero and grows with
-- its length: a cell that any length leaves below zero is below zero without a pause.
cells as (
    select
        keys.*,
        base.base_gross,
        coalesce(base.unknown_lines, 0) as unknown_lines,
        coalesce(
            base.base_gross
            + case when added.added_gross is null then 0 else {{ rounded_once('added.added_gross') }} end < 0, false
        ) as is_below_zero
    from keys
    left join base
        on
            keys.publication_id = base.publication_id
            and keys.contract_id = base.contract_id
            and keys.year = base.year
    left join added
        on
            keys.publication_id = added.publication_id
            and keys.contract_id = added.contract_id
            and keys.year = added.year
            and added.pause_months = 0
)

select
    cells.publication_id,
    cells.contract_id,
    cells.year,
    cast(pauses.pause_months as integer) as pause_months,
    -- Where no amount of it is known and no day is added, nothing is zero.
    case
        when cells.base_gross is not null or cells.unknown_lines = 0 or added.added_gross is not null
            then
                coalesce(cells.base_gross, 0)
                + case when added.added_gross is null then 0 else {{ rounded_once('added.added_gross') }} end
    end as unlawful_amount_gross,
    case when added.increase_gross is null then 0 else {{ rounded_once('added.increase_gross') }} end
        as increase_gross,
    cells.unknown_lines,
    cells.is_below_zero
from cells
cross join pauses
left join added
    on
        cells.publication_id = added.publication_id
        and cells.contract_id = added.contract_id
        and cells.year = added.year
        and pauses.pause_months = added.pause_months
