{{ config(materialized='table') }}
-- The non-compliant total of each scenario: its own spend and the facts, which hold in every scenario; or as published
-- where its lines don't give the whole of it. `stated_`: before assessments, as the source has it.
{%- set totals = {'': 'outcome', 'stated_': 'stated_outcome'} %}
with counted as (
    select
        *,
        unnest([scenario_id, 'none']) as counted_scenario_id
    from {{ ref('known_scenarios') }}
),

lines as (
    select
        scenarios.publication_id,
        scenarios.scenario_id,
        scenarios.scenario_name,
        scenarios.pause_months,
        scenarios.is_baseline,
        scenarios.published_total_gross,
        scenarios.rounding_unit as published_rounding_unit,
        spend.scenario_id != 'none' as is_own,
        spend.line_id,
        spend.amount_gross,
        spend.rounding_unit,
        spend.outcome,
        spend.stated_outcome
    from counted as scenarios
    left join {{ ref('int_spend_lawfulness') }} as spend
        on
            scenarios.publication_id = spend.publication_id
            and scenarios.counted_scenario_id = spend.scenario_id
            and spend.is_counted
),

-- Where no line of a scenario has an amount including VAT, nothing is zero. One without lines has no facts to add to.
summed as (
    select
        publication_id,
        scenario_id,
        scenario_name,
        pause_months,
        is_baseline,
        published_total_gross,
        published_rounding_unit,
        coalesce(bool_or(is_own), false) as has_lines,
        count(distinct is_own) = count(distinct is_own) filter (where amount_gross is not null) as is_computable,
        {% for prefix, outcome in totals.items() %}
        case
            when has_lines and count(amount_gross) > 0
                then {{ known_part('amount_gross', outcome ~ " = 'unlawful'") }}
        end as {{ prefix }}total_gross,
        {{ unknown_lines('amount_gross', 'line_id', outcome ~ " = 'unlawful'") }} as {{ prefix }}unknown_lines,
        coalesce(sum(rounding_unit) filter (where {{ outcome }} = 'unlawful'), 0) as {{ prefix }}rounding_units_sum,
        {% endfor %}
        case when count(amount_gross) > 0 then {{ known_part('amount_gross', "outcome = 'uncertain'") }} end
            as uncertain_gross,
        {{ unknown_lines('amount_gross', 'line_id', "outcome = 'uncertain'") }} as uncertain_unknown_lines,
        {{ unknown_lines('amount_gross', 'line_id', "is_own and outcome = 'unlawful'") }} as own_unknown_lines
    from lines
    group by
        publication_id, scenario_id, scenario_name, pause_months, is_baseline, published_total_gross,
        published_rounding_unit
),

based as (
    select
        *,
        {% for prefix in totals %}
        case
            when has_lines and is_computable and {{ prefix }}unknown_lines = 0 then 'from_spend'
            when published_total_gross is not null then 'as_published'
            when {{ prefix }}total_gross is not null then 'from_spend'
            else 'not_stated'
        end as {{ prefix }}basis,
        {% endfor %}
        has_lines and basis != 'as_published' as counts_lines
    from summed
),

whole as (
    select
        publication_id,
        scenario_id,
        scenario_name,
        pause_months,
        is_baseline,
        basis as total_basis,
        has_lines,
        {% for prefix in totals %}
        cast(
            case {{ prefix }}basis
                when 'as_published' then published_total_gross
                when 'from_spend' then {{ prefix }}total_gross
            end as decimal(18, 2)
        ) as {{ prefix }}total_gross,
        case
            when has_lines and {{ prefix }}basis != 'as_published' then {{ prefix }}unknown_lines
            else 0
        end as {{ prefix }}unknown_lines,
        cast(
            case {{ prefix }}basis
                when 'as_published' then published_rounding_unit
                when 'from_spend' then {{ prefix }}rounding_units_sum
            end as decimal(18, 2)
        ) as {{ prefix }}rounding_units_sum,
        {% endfor %}
        -- Where only the total is published nobody says what was judged.
        cast(case basis when 'from_spend' then uncertain_gross end as decimal(18, 2)) as uncertain_gross,
        if(counts_lines, uncertain_unknown_lines, 0) as uncertain_unknown_lines,
        if(counts_lines, own_unknown_lines, 0) as own_unknown_lines
    from based
)

-- Rounding leaves an interval open; lines of unknown amount leave the total open, and no interval holds it.
select
    {% for prefix in totals %}
    cast(
        case
            when {{ prefix }}unknown_lines = 0
                then {{ lowest(prefix ~ 'total_gross', prefix ~ 'rounding_units_sum') }}
        end as decimal(18, 2)
    ) as {{ prefix }}total_low_gross,
    cast(
        case
            when {{ prefix }}unknown_lines = 0
                then {{ highest(prefix ~ 'total_gross', prefix ~ 'rounding_units_sum') }}
        end as decimal(18, 2)
    ) as {{ prefix }}total_high_gross,
    {% endfor %}
    *
from whole
