-- The total, and each contract and year that is not level, for each length of pause on the straight line through the
-- two scenarios: times the months between these, so that nothing is rounded yet.
with on_pairs as (
    select * from {{ ref('int_pause_scenario_pairs') }}
),

cells as (
    select * from {{ ref('int_scenario_cells') }}
),

ends as (
    select
        *,
        cast(null as varchar) as contract_id,
        cast(null as integer) as year,
        low_gross as low_amount_gross,
        high_gross as high_amount_gross
    from on_pairs
    union all
    select
        on_pairs.*,
        low_cells.contract_id,
        low_cells.year,
        low_cells.amount_gross as low_amount_gross,
        high_cells.amount_gross as high_amount_gross
    from on_pairs
    inner join cells as low_cells
        on on_pairs.publication_id = low_cells.publication_id and on_pairs.low_scenario_id = low_cells.scenario_id
    inner join cells as high_cells
        on
            on_pairs.publication_id = high_cells.publication_id
            and on_pairs.high_scenario_id = high_cells.scenario_id
            and low_cells.contract_id = high_cells.contract_id
            and low_cells.year = high_cells.year
    where on_pairs.has_cells and not low_cells.is_level
),

-- The amount is that of the line divided by the months of the pair. Outside the two points nothing falls below zero.
on_line as (
    select
        *,
        low_amount_gross * (high_months - pause_months) + high_amount_gross * (pause_months - low_months)
            as signed_gross
    from ends
)

select
    publication_id,
    pause_months,
    pair_months,
    contract_id,
    year,
    if(method = 'stated' or signed_gross > 0, signed_gross, 0) as line_gross
from on_line
