-- The non-compliant spend of each contract and year in a scenario through which a line of the pause runs: its own and
-- the facts, which hold in every scenario. A cell is level where it is the same in all of them.
with pairs as (
    select * from {{ ref('int_pause_scenario_pairs') }}
    where has_cells
),

scenarios as (
    select
        publication_id,
        low_scenario_id as scenario_id
    from pairs
    union
    select
        publication_id,
        high_scenario_id
    from pairs
),

counted as (
    select
        publication_id,
        count(*) as scenarios
    from scenarios
    group by publication_id
),

-- Summed first: the facts are in each of them.
spend as (
    select
        publication_id,
        scenario_id,
        contract_id,
        year,
        sum(amount_gross) as amount_gross
    from {{ ref('int_spend_classes') }}
    where is_counted and outcome = 'unlawful' and contract_id is not null
    group by publication_id, scenario_id, contract_id, year
),

cells as (
    select
        scenarios.publication_id,
        scenarios.scenario_id,
        spend.contract_id,
        spend.year,
        sum(spend.amount_gross) as amount_gross
    from scenarios
    inner join spend
        on
            scenarios.publication_id = spend.publication_id
            and spend.scenario_id in (scenarios.scenario_id, 'none')
    group by scenarios.publication_id, scenarios.scenario_id, spend.contract_id, spend.year
    -- A cell that is unknown, or below zero by its credits, has no line of its own.
    having sum(spend.amount_gross) >= 0
)

select
    cells.*,
    count(*) over of_cell = counted.scenarios
    and min(cells.amount_gross) over of_cell = max(cells.amount_gross) over of_cell as is_level
from cells
inner join counted on cells.publication_id = counted.publication_id
window of_cell as (partition by cells.publication_id, cells.contract_id, cells.year)
