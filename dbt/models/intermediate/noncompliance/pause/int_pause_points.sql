-- The scenarios through which the line of the pause runs: one for each length of pause, in their order.
-- Each has the next beside it: the two are a stretch of the line. The first stretch goes on before it, the last one
-- after it: `is_last` is true of the point that opens it, and of the last point, which opens none.
with points as (
    select * from {{ ref('int_scenario_totals') }}
    where pause_months is not null and total_gross is not null
    -- Two scenarios with the same pause: the baseline, else the first by name.
    qualify
        row_number() over (partition by publication_id, pause_months order by is_baseline desc, scenario_id asc) = 1
)

select
    publication_id,
    scenario_id,
    scenario_name,
    pause_months,
    total_gross,
    total_basis,
    unknown_lines,
    uncertain_gross,
    uncertain_unknown_lines,
    lead(scenario_id) over points_in_order as next_scenario_id,
    lead(scenario_name) over points_in_order as next_scenario_name,
    lead(pause_months) over points_in_order as next_pause_months,
    lead(total_gross) over points_in_order as next_total_gross,
    lead(total_basis) over points_in_order as next_total_basis,
    lead(unknown_lines) over points_in_order as next_unknown_lines,
    lead(uncertain_gross) over points_in_order as next_uncertain_gross,
    lead(uncertain_unknown_lines) over points_in_order as next_uncertain_unknown_lines,
    row_number() over points_in_order = 1 as is_first,
    lead(pause_months, 2) over points_in_order is null as is_last
from points
window points_in_order as (partition by publication_id order by pause_months)
