-- The non-compliant total of each scenario: its own spend and the facts, which hold in every scenario; or as published
-- where only the total is known. `stated_`: before assessments, as the source has it.
with spend as (
    select
        publication_id,
        scenario_id,
        {% for prefix in ['', 'stated_'] %}
        {{ sum_if_known('amount_gross', prefix ~ "outcome = 'unlawful'") }} as {{ prefix }}total_gross,
        coalesce(sum(rounding_unit) filter (where {{ prefix }}outcome = 'unlawful'), 0)
            as {{ prefix }}rounding_units_sum
        {{- ',' if not loop.last }}
        {% endfor %}
    from {{ ref('int_spend_lawfulness') }}
    where is_counted
    group by publication_id, scenario_id
),

scenarios as (
    select * from {{ ref('known_scenarios') }}
),

spend_of_scenarios as (
    select
        own.publication_id,
        own.scenario_id,
        {% for prefix in ['', 'stated_'] %}
        own.{{ prefix }}total_gross + case when facts.publication_id is null then 0 else facts.{{ prefix }}total_gross end
            as {{ prefix }}total_gross,
        own.{{ prefix }}rounding_units_sum + coalesce(facts.{{ prefix }}rounding_units_sum, 0)
            as {{ prefix }}rounding_units_sum
        {{- ',' if not loop.last }}
        {% endfor %}
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
        case
            when spend.total_gross is not null then 'from_spend'
            when scenarios.published_total_gross is not null then 'as_published'
            else 'not_stated'
        end as total_basis,
        {% for prefix in ['', 'stated_'] %}
        cast(coalesce(spend.{{ prefix }}total_gross, scenarios.published_total_gross) as decimal(18, 2))
            as {{ prefix }}total_gross,
        cast(
            case
                when spend.{{ prefix }}total_gross is null then scenarios.rounding_unit
                else spend.{{ prefix }}rounding_units_sum
            end as decimal(18, 2)
        ) as {{ prefix }}rounding_units_sum
        {{- ',' if not loop.last }}
        {% endfor %}
    from scenarios
    left join spend_of_scenarios as spend
        on scenarios.publication_id = spend.publication_id and scenarios.scenario_id = spend.scenario_id
)

select
    *,
    {% for prefix in ['', 'stated_'] %}
    cast({{ lowest(prefix ~ 'total_gross', prefix ~ 'rounding_units_sum') }} as decimal(18, 2))
        as {{ prefix }}total_low_gross,
    cast({{ highest(prefix ~ 'total_gross', prefix ~ 'rounding_units_sum') }} as decimal(18, 2))
        as {{ prefix }}total_high_gross
    {{- ',' if not loop.last }}
    {% endfor %}
from totals
