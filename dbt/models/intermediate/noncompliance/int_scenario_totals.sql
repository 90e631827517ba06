{{ config(materialized='table') }}
-- The non-compliant total of each scenario: its own spend and the facts, which hold in every scenario; or as published
-- where its lines don't give the whole of it. `stated_`: before assessments, as the source has it.
{%- set totals = {'': 'outcome', 'stated_': 'stated_outcome'} %}
with scenarios as (
    select * from {{ ref('known_scenarios') }}
),

counted as (
    select
        publication_id,
        scenario_id,
        unnest([scenario_id, 'none']) as counted_scenario_id
    from scenarios
),

-- A scenario without lines has no facts to add to.
summed as (
    select
        counted.publication_id,
        counted.scenario_id,
        coalesce(bool_or(spend.scenario_id != 'none'), false) as has_lines,
        count(distinct spend.scenario_id)
        = count(distinct spend.scenario_id) filter (where spend.amount_gross is not null) as is_computable,
        {% for prefix, outcome in totals.items() %}
        {%- set is_unlawful = 'spend.' ~ outcome ~ " = 'unlawful'" %}
        case
            when has_lines
                then {{ unless_all_unknown('spend.amount_gross', known_part('spend.amount_gross', is_unlawful)) }}
        end as {{ prefix }}total_gross,
        {{ unknown_lines('spend.amount_gross', 'spend.line_id', is_unlawful) }} as {{ prefix }}unknown_lines,
        coalesce(sum(spend.rounding_unit) filter (where {{ is_unlawful }}), 0) as {{ prefix }}rounding_units_sum,
        {% endfor %}
        {{ unless_all_unknown(
            'spend.amount_gross', known_part('spend.amount_gross', "spend.outcome = 'uncertain'")
        ) }} as uncertain_gross,
        {{ unknown_lines('spend.amount_gross', 'spend.line_id', "spend.outcome = 'uncertain'") }}
            as uncertain_unknown_lines,
        {{ unknown_lines(
            'spend.amount_gross', 'spend.line_id', "spend.scenario_id != 'none' and spend.outcome = 'unlawful'"
        ) }} as own_unknown_lines
    from counted
    left join {{ ref('int_spend_classes') }} as spend
        on
            counted.publication_id = spend.publication_id
            and counted.counted_scenario_id = spend.scenario_id
            and spend.is_counted
    group by counted.publication_id, counted.scenario_id
),

based as (
    select
        summed.*,
        {% for prefix in totals %}
        {%- set of_lines = 'summed.' ~ prefix %}
        case
            when summed.has_lines and summed.is_computable and {{ of_lines }}unknown_lines = 0
                then 'from_spend'
            when scenarios.published_total_gross is not null then 'as_published'
            when {{ of_lines }}total_gross is not null then 'from_spend'
            else 'not_stated'
        end as {{ prefix }}basis,
        summed.has_lines and {{ prefix }}basis != 'as_published' as {{ prefix }}counts_lines,
        {% endfor %}
        scenarios.scenario_name,
        scenarios.pause_months,
        scenarios.is_baseline,
        scenarios.published_total_gross,
        scenarios.rounding_unit as published_rounding_unit
    from summed
    inner join scenarios
        on summed.publication_id = scenarios.publication_id and summed.scenario_id = scenarios.scenario_id
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
        if({{ prefix }}counts_lines, {{ prefix }}unknown_lines, 0) as {{ prefix }}unknown_lines,
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
    {% for bound, amount in {'low': lowest, 'high': highest}.items() %}
    cast(
        case
            when {{ prefix }}unknown_lines = 0
                then {{ amount(prefix ~ 'total_gross', prefix ~ 'rounding_units_sum') }}
        end as decimal(18, 2)
    ) as {{ prefix }}total_{{ bound }}_gross,
    {% endfor %}
    {% endfor %}
    *
from whole
