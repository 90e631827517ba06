{{ config(materialized='view') }}
-- The parts of spend lines that hold without a pause: the facts and the baseline. It is a view, so that each reader
-- takes from the lines only what it needs.
select
    spend.publication_id,
    spend.line_id,
    spend.part_no,
    spend.contract_id,
    spend.service_id,
    spend.part_start,
    spend.part_end,
    spend.year,
    spend.amount_gross,
    spend.lawfulness_status,
    spend.outcome
from {{ ref('int_spend_classes') }} as spend
left join {{ ref('known_scenarios') }} as scenarios
    on
        spend.publication_id = scenarios.publication_id
        and spend.scenario_id = scenarios.scenario_id
        and scenarios.is_baseline
where spend.is_counted and (spend.scenario_id = 'none' or scenarios.scenario_id is not null)
