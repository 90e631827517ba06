{{ config(materialized='table') }}
-- The non-compliant total of each scenario: its own spend and the facts, which hold in every scenario; or as published
-- where its lines don't give the whole of it. `stated_`: before assessments, as the source has it.
{%- set totals = ['', 'stated_'] %}
{%- set sums = {
    '': ('outcome', 'unlawful'), 'stated_': ('stated_outcome', 'unlawful'), 'uncertain_': ('outcome', 'uncertain')
} %}
with counted as (
    select
        publication_id,
        scenario_id,
        unnest([scenario_id, 'none']) as counted_scenario_id
    from {{ ref('known_scenarios') }}
),

-- Once over the lines, which are many; a scenario and its facts are added up below. A line is of one scenario.
spend as (
    select
        publication_id,
        scenario_id,
        {% for prefix, (outcome, value) in sums.items() %}
        {%- set condition = outcome ~ " = '" ~ value ~ "'" %}
        count(*) filter (where {{ condition }}) as {{ prefix }}parts,
        sum(amount_gross) filter (where {{ condition }}) as {{ prefix }}gross,
        sum(rounding_unit) filter (where {{ condition }}) as {{ prefix }}rounding_units_sum,
        {{ unknown_lines('amount_gross', 'line_id', condition) }} as {{ prefix }}unknown_lines,
        {% endfor %}
        count(amount_gross) as known_parts
    from {{ ref('int_spend_classes') }}
    where is_counted
    group by publication_id, scenario_id
),

-- A scenario without lines has no facts to add to.
summed as (
    select
        counted.publication_id,
        counted.scenario_id,
        coalesce(bool_or(spend.scenario_id != 'none'), false) as has_lines,
        count(spend.scenario_id) = count(*) filter (where spend.known_parts > 0) as is_computable,
        {% for prefix in sums %}
        {%- set of_lines = 'spend.' ~ prefix %}
        case
            when {{ 'has_lines and ' if prefix in totals }}sum(spend.known_parts) > 0
                then {{ known_part(of_lines ~ 'gross', of_lines ~ 'parts > 0') }}
        end as {{ prefix }}total_gross,
        cast(coalesce(sum({{ of_lines }}unknown_lines), 0) as integer) as {{ prefix }}unknown_lines,
        coalesce(sum({{ of_lines }}rounding_units_sum), 0) as {{ prefix }}rounding_units_sum,
        {% endfor %}
        cast(coalesce(sum(spend.unknown_lines) filter (where spend.scenario_id != 'none'), 0) as integer)
            as own_unknown_lines
    from counted
    left join spend
        on counted.publication_id = spend.publication_id and counted.counted_scenario_id = spend.scenario_id
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
    inner join {{ ref('known_scenarios') }} as scenarios
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
        {% for amount, published in {'total_gross': 'total_gross', 'rounding_units_sum': 'rounding_unit'}.items() %}
        cast(
            case {{ prefix }}basis
                when 'as_published' then published_{{ published }}
                when 'from_spend' then {{ prefix }}{{ amount }}
            end as decimal(18, 2)
        ) as {{ prefix }}{{ amount }},
        {% endfor %}
        if({{ prefix }}counts_lines, {{ prefix }}unknown_lines, 0) as {{ prefix }}unknown_lines,
        {% endfor %}
        -- Where only the total is published nobody says what was judged.
        cast(case basis when 'from_spend' then uncertain_total_gross end as decimal(18, 2)) as uncertain_gross,
        if(counts_lines, uncertain_unknown_lines, 0) as uncertain_unknown_lines,
        if(counts_lines, own_unknown_lines, 0) as own_unknown_lines
    from based
)

-- Rounding leaves an interval open; lines of unknown amount leave the total open, and no interval holds it.
select
    {% for prefix in totals %}
    {% for bound, of in {'low': lowest, 'high': highest}.items() %}
    cast(
        case when {{ prefix }}unknown_lines = 0 then {{ of(prefix ~ 'total_gross', prefix ~ 'rounding_units_sum') }} end
        as decimal(18, 2)
    ) as {{ prefix }}total_{{ bound }}_gross,
    {% endfor %}
    {% endfor %}
    *
from whole
