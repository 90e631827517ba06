{{ config(materialized='table') }}
-- The non-compliant spend for each length of pause, on the straight line through the two nearest scenarios of the
-- publication: the total, and each contract and year where both scenarios have those cells. A level cell is one row for
-- all lengths of a pair: it adds whole cents to each running sum, and nothing to what others are rounded to.
with on_pairs as (
    select * from {{ ref('int_pause_scenario_pairs') }}
),

lines as (
    select * from {{ ref('int_pause_line_amounts') }}
),

stretches as (
    select
        publication_id,
        low_scenario_id,
        min(pause_months) as from_months,
        max(pause_months) as to_months,
        min(min(pause_months)) over (partition by publication_id) = 0 as has_increase
    from on_pairs
    where has_cells
    group by publication_id, low_scenario_id
),

level_cells as (
    select
        publication_id,
        contract_id,
        year,
        min(amount_gross) as amount_gross
    from {{ ref('int_scenario_cells') }}
    where is_level
    group by publication_id, contract_id, year
),

-- Rounded along a running sum, so that the cells add up to it to the cent. The increase over no pause is a difference
-- of unrounded amounts: over the months of both pairs.
running as (
    select
        lines.*,
        without_pause.line_gross is not null as has_increase,
        {{ amount_times_ratio('sum(lines.line_gross) over cells_in_order', '1', 'lines.pair_months') }}
            as running_gross,
        {{ amount_times_ratio(
            'coalesce(sum(lines.line_gross * without_pause.pair_months - without_pause.line_gross * lines.pair_months)
            over cells_in_order, 0)', '1', '(lines.pair_months * pairs_without_pause.pair_months)'
        ) }} as running_increase_gross
    from lines
    inner join on_pairs as pairs_without_pause
        on lines.publication_id = pairs_without_pause.publication_id and pairs_without_pause.pause_months = 0
    left join lines as without_pause
        on
            lines.publication_id = without_pause.publication_id
            and lines.contract_id is not distinct from without_pause.contract_id
            and lines.year is not distinct from without_pause.year
            and without_pause.pause_months = 0
    window
        cells_in_order as (
            partition by lines.publication_id, lines.pause_months, lines.contract_id is null
            order by lines.contract_id, lines.year
            rows between unbounded preceding and current row
        )
),

rounded as (
    select
        publication_id,
        pause_months,
        contract_id,
        year,
        running_gross - lag(running_gross, 1, 0) over cells_in_order as unlawful_amount_gross,
        case when has_increase then running_increase_gross - lag(running_increase_gross, 1, 0) over cells_in_order end
            as increase_gross
    from running
    window
        cells_in_order as (
            partition by publication_id, pause_months, contract_id is null order by contract_id, year
        )
)

select
    publication_id,
    contract_id,
    year,
    pause_months as from_months,
    pause_months as to_months,
    cast(unlawful_amount_gross as decimal(18, 2)) as unlawful_amount_gross,
    cast(increase_gross as decimal(18, 2)) as increase_gross
from rounded
union all
select
    level_cells.publication_id,
    level_cells.contract_id,
    level_cells.year,
    stretches.from_months,
    stretches.to_months,
    cast(level_cells.amount_gross as decimal(18, 2)) as unlawful_amount_gross,
    cast(case when stretches.has_increase then 0 end as decimal(18, 2)) as increase_gross
from level_cells
inner join stretches on level_cells.publication_id = stretches.publication_id
