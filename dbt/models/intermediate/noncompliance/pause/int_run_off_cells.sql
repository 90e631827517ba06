{{ config(materialized='table') }}
-- The non-compliant spend of each contract and year for each length of pause: what holds without one, and what it adds.
-- Where no length adds anything, one row holds for all of them.
with added as (
    select * from {{ ref('int_pause_added_spend') }}
),

-- Of others nothing is said by run rates.
publications as (
    select distinct publication_id
    from {{ ref('int_pause_run_rates') }}
    where window_amount_gross > 0
),

base as (
    select
        publication_id,
        contract_id,
        year,
        {{ known_part('amount_gross') }} as base_gross,
        {{ unknown_lines('amount_gross', 'line_id') }} as unknown_lines
    from {{ ref('int_spend_without_pause') }}
    where outcome = 'unlawful' and contract_id is not null and publication_id in (from publications)
    group by publication_id, contract_id, year
),

first_added as (
    select
        publication_id,
        contract_id,
        year,
        min(from_months) as from_months,
        max(added_gross) filter (where from_months = 0) as added_gross
    from added
    group by publication_id, contract_id, year
),

-- A cell that its credits bring below zero has no line of its own. What a pause adds is never below zero and grows with
-- its length: a cell that any length leaves below zero is below zero without a pause.
cells as (
    select
        coalesce(base.publication_id, first_added.publication_id) as publication_id,
        coalesce(base.contract_id, first_added.contract_id) as contract_id,
        coalesce(base.year, first_added.year) as year,
        base.base_gross,
        first_added.from_months as added_from_months,
        coalesce(base.unknown_lines, 0) as unknown_lines,
        coalesce(
            base.base_gross
            + case
                when first_added.added_gross is null then 0
                else {{ rounded_once('first_added.added_gross') }}
            end < 0,
            false
        ) as is_below_zero
    from base
    full outer join first_added
        on
            base.publication_id = first_added.publication_id
            and base.contract_id = first_added.contract_id
            and base.year = first_added.year
),

all_rows as (
    select
        cells.*,
        added.from_months,
        added.to_months,
        added.added_gross,
        added.increase_gross
    from cells
    inner join added
        on
            cells.publication_id = added.publication_id
            and cells.contract_id = added.contract_id
            and cells.year = added.year
    union all
    -- The lengths that add nothing to it.
    select
        *,
        0 as from_months,
        coalesce(added_from_months - 1, {{ var('longest_pause_months') }}) as to_months,
        null as added_gross,
        null as increase_gross
    from cells
    where added_from_months is distinct from 0
)

select
    publication_id,
    contract_id,
    year,
    from_months,
    to_months,
    -- Where no amount of it is known and no day is added, nothing is zero.
    cast(
        case
            when base_gross is not null or unknown_lines = 0 or added_gross is not null
                then
                    coalesce(base_gross, 0)
                    + case when added_gross is null then 0 else {{ rounded_once('added_gross') }} end
        end as decimal(18, 2)
    ) as unlawful_amount_gross,
    cast(case when increase_gross is null then 0 else {{ rounded_once('increase_gross') }} end as decimal(18, 2))
        as increase_gross,
    unknown_lines,
    is_below_zero
from all_rows
