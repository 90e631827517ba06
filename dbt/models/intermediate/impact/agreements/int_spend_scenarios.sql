-- Per publication the one scenario that rates of spend are taken from, beside spend that belongs to none: the baseline
-- where it has spend, else the one with the shortest pause.
with spend as (
    select distinct
        publication_id,
        scenario_id
    from {{ ref('known_contract_spend') }}
    where scenario_id != 'none'
),

scenarios as (
    select * from {{ ref('known_scenarios') }}
)

select
    spend.publication_id,
    spend.scenario_id
from spend
left join scenarios
    on spend.publication_id = scenarios.publication_id and spend.scenario_id = scenarios.scenario_id
qualify
    row_number() over (
        partition by spend.publication_id
        order by coalesce(not scenarios.is_baseline, true), scenarios.pause_months, spend.scenario_id
    ) = 1
