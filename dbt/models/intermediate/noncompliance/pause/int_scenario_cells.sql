-- The non-compliant spend of each contract and year in a scenario through which a line of the pause runs: its own and
-- the facts, which hold in every scenario.
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
)

select
    scenarios.publication_id,
    scenarios.scenario_id,
    spend.contract_id,
    spend.year,
    sum(spend.amount_gross) as amount_gross
from scenarios
inner join {{ ref('int_spend_classes') }} as spend
    on
        scenarios.publication_id = spend.publication_id
        and spend.scenario_id in (scenarios.scenario_id, 'none')
where spend.is_counted and spend.outcome = 'unlawful' and spend.contract_id is not null
group by scenarios.publication_id, scenarios.scenario_id, spend.contract_id, spend.year
-- A cell that is unknown, or below zero by its credits, has no line of its own.
having sum(spend.amount_gross) >= 0
