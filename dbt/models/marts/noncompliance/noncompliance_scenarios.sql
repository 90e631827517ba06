with totals as (
    select * from {{ ref('int_scenario_totals') }}
),

baselines as (
    select * from totals
    where is_baseline
)

select
    totals.publication_id,
    totals.scenario_id,
    totals.scenario_name,
    totals.pause_months,
    totals.is_baseline,
    totals.total_basis,
    totals.total_gross,
    totals.total_low_gross,
    totals.total_high_gross,
    totals.stated_total_gross,
    totals.stated_total_low_gross,
    totals.stated_total_high_gross,
    baselines.total_gross as baseline_total_gross,
    cast(totals.total_gross - baselines.total_gross as decimal(18, 2)) as increase_gross,
    {{ percentage_of('(totals.total_gross - baselines.total_gross)', 'baselines.total_gross') }} as increase_pct,
    {{ percentage_of('(totals.total_low_gross - baselines.total_high_gross)', 'baselines.total_high_gross') }}
        as increase_low_pct,
    {{ percentage_of('(totals.total_high_gross - baselines.total_low_gross)', 'baselines.total_low_gross') }}
        as increase_high_pct
from totals
left join baselines on totals.publication_id = baselines.publication_id
