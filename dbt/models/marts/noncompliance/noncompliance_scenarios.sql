with totals as (
    select * from {{ ref('int_scenario_totals') }}
),

baselines as (
    select * from totals
    where is_baseline
),

compared as (
    select
        totals.*,
        baselines.total_gross as baseline_total_gross,
        baselines.total_low_gross as baseline_low_gross,
        baselines.total_high_gross as baseline_high_gross,
        totals.unknown_lines = 0 and baselines.unknown_lines = 0 as are_whole,
        -- The facts are in both totals: what is unknown of them is not in the difference.
        totals.total_basis = 'from_spend' and baselines.total_basis = 'from_spend'
        and totals.own_unknown_lines = 0 and baselines.own_unknown_lines = 0 as have_whole_lines
    from totals
    left join baselines on totals.publication_id = baselines.publication_id
)

select
    publication_id,
    scenario_id,
    scenario_name,
    pause_months,
    is_baseline,
    total_basis,
    total_gross,
    unknown_lines,
    total_low_gross,
    total_high_gross,
    stated_total_gross,
    uncertain_gross,
    uncertain_unknown_lines,
    stated_unknown_lines,
    stated_total_low_gross,
    stated_total_high_gross,
    baseline_total_gross,
    case when are_whole or have_whole_lines then cast(total_gross - baseline_total_gross as decimal(18, 2)) end
        as increase_gross,
    case
        when are_whole then {{ percentage_of('(total_gross - baseline_total_gross)', 'baseline_total_gross') }}
    end as increase_pct,
    {{ percentage_of('(total_low_gross - baseline_high_gross)', 'baseline_high_gross') }} as increase_low_pct,
    {{ percentage_of('(total_high_gross - baseline_low_gross)', 'baseline_low_gross') }} as increase_high_pct
from compared
