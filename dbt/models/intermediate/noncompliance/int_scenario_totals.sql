-- The non-compliant total of each scenario: from its spend, or as published where only the total is known.
with spend as (
    select
        publication_id,
        scenario_id,
        {{ sum_if_known('amount_gross', "outcome = 'unlawful'") }} as total_gross,
        coalesce(sum(rounding_unit) filter (where outcome = 'unlawful'), 0) as rounding_units_sum
    from {{ ref('int_spend_lawfulness') }}
    where is_counted
    group by publication_id, scenario_id
),

scenarios as (
    select * from {{ ref('known_scenarios') }}
),

totals as (
    select
        scenarios.publication_id,
        scenarios.scenario_id,
        scenarios.scenario_name,
        scenarios.pause_months,
        scenarios.is_baseline,
        cast(coalesce(spend.total_gross, scenarios.published_total_gross) as decimal(18, 2)) as total_gross,
        cast(
            case when spend.total_gross is null then scenarios.rounding_unit else spend.rounding_units_sum end
            as decimal(18, 2)
        ) as rounding_units_sum,
        case
            when spend.total_gross is not null then 'from_spend'
            when scenarios.published_total_gross is not null then 'as_published'
            else 'not_stated'
        end as total_basis
    from scenarios
    left join spend
        on scenarios.publication_id = spend.publication_id and scenarios.scenario_id = spend.scenario_id
)

select
    *,
    cast({{ lowest('total_gross', 'rounding_units_sum') }} as decimal(18, 2)) as total_low_gross,
    cast({{ highest('total_gross', 'rounding_units_sum') }} as decimal(18, 2)) as total_high_gross
from totals
