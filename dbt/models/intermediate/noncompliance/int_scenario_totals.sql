-- The non-compliant total of each scenario: its own spend and the facts, which hold in every scenario; or as published
-- where only the total is known. `stated`: before assessments, as the source has it.
with spend as (
    select
        publication_id,
        scenario_id,
        {{ sum_if_known('amount_gross', "outcome = 'unlawful'") }} as total_gross,
        {{ sum_if_known('amount_gross', "stated_outcome = 'unlawful'") }} as stated_total_gross,
        coalesce(sum(rounding_unit) filter (where outcome = 'unlawful'), 0) as rounding_units_sum,
        coalesce(sum(rounding_unit) filter (where stated_outcome = 'unlawful'), 0) as stated_rounding_units_sum
    from {{ ref('int_spend_lawfulness') }}
    where is_counted
    group by publication_id, scenario_id
),

scenarios as (
    select * from {{ ref('known_scenarios') }}
),

-- A publication without facts has none to add; facts of which one amount is unknown make every total unknown.
spend_of_scenarios as (
    select
        own.publication_id,
        own.scenario_id,
        own.total_gross + if(facts.scenario_id is null, 0, facts.total_gross) as total_gross,
        own.stated_total_gross + if(facts.scenario_id is null, 0, facts.stated_total_gross) as stated_total_gross,
        own.rounding_units_sum + coalesce(facts.rounding_units_sum, 0) as rounding_units_sum,
        own.stated_rounding_units_sum + coalesce(facts.stated_rounding_units_sum, 0) as stated_rounding_units_sum
    from spend as own
    left join spend as facts on own.publication_id = facts.publication_id and facts.scenario_id = 'none'
    where own.scenario_id != 'none'
),

totals as (
    select
        scenarios.publication_id,
        scenarios.scenario_id,
        scenarios.scenario_name,
        scenarios.pause_months,
        scenarios.is_baseline,
        cast(coalesce(spend.total_gross, scenarios.published_total_gross) as decimal(18, 2)) as total_gross,
        cast(coalesce(spend.stated_total_gross, scenarios.published_total_gross) as decimal(18, 2))
            as stated_total_gross,
        cast(if(spend.total_gross is null, scenarios.rounding_unit, spend.rounding_units_sum) as decimal(18, 2))
            as rounding_units_sum,
        cast(
            if(spend.stated_total_gross is null, scenarios.rounding_unit, spend.stated_rounding_units_sum)
            as decimal(18, 2)
        ) as stated_rounding_units_sum,
        case
            when spend.total_gross is not null then 'from_spend'
            when scenarios.published_total_gross is not null then 'as_published'
            else 'not_stated'
        end as total_basis
    from scenarios
    left join spend_of_scenarios as spend
        on scenarios.publication_id = spend.publication_id and scenarios.scenario_id = spend.scenario_id
)

select
    *,
    cast({{ lowest('total_gross', 'rounding_units_sum') }} as decimal(18, 2)) as total_low_gross,
    cast({{ highest('total_gross', 'rounding_units_sum') }} as decimal(18, 2)) as total_high_gross,
    cast({{ lowest('stated_total_gross', 'stated_rounding_units_sum') }} as decimal(18, 2)) as stated_total_low_gross,
    cast({{ highest('stated_total_gross', 'stated_rounding_units_sum') }} as decimal(18, 2)) as stated_total_high_gross
from totals
