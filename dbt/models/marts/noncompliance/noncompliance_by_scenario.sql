{% set left_out = {
    'unlawful_amount_gross': 'unlawful_unknown_lines', 'unlawful_amount_net': 'unlawful_unknown_net_lines',
    'uncertain_amount_gross': 'uncertain_unknown_lines', 'lawful_amount_gross': 'lawful_unknown_lines',
    'spend_amount_gross': 'spend_unknown_lines', 'not_counted_amount_gross': 'not_counted_unknown_lines'
} %}
with parts as (
    {{ counted_in_each_scenario(ref('noncompliance_by_contract_year')) | indent(4) }}
),

cells as (
    select
        publication_id,
        scenario_id,
        contract_id,
        any_value(contract_name) as contract_name,
        year,
        measure_type,
        'lines' as amount_basis,
        {% for amount, lines in left_out.items() %}
        {{ sum_of_known_parts(amount, lines) }} as {{ amount }},
        {% endfor %}
        {% for lines in left_out.values() %}
        cast(sum({{ lines }}) as integer) as {{ lines }},
        {% endfor %}
        case when count(distinct lawfulness_status) = 1 then any_value(lawfulness_status) else 'mixed' end
            as lawfulness_status,
        cast(sum(rounding_units_sum) as decimal(18, 2)) as rounding_units_sum
    from parts
    group by publication_id, scenario_id, contract_id, year, measure_type
),

sums as (
    select
        publication_id,
        scenario_id,
        sum(unlawful_amount_gross) as unlawful_amount_gross
    from cells
    group by publication_id, scenario_id
),

-- Of a scenario of which the publication has the total: what its lines do not give of it, with those of unknown amount.
rests as (
    select
        totals.publication_id,
        totals.scenario_id,
        cast(totals.total_gross - coalesce(sums.unlawful_amount_gross, 0) as decimal(18, 2)) as unlawful_amount_gross,
        cast(totals.total_high_gross - totals.total_low_gross as decimal(18, 2)) as rounding_units_sum
    from {{ ref('noncompliance_scenarios') }} as totals
    left join sums on totals.publication_id = sums.publication_id and totals.scenario_id = sums.scenario_id
    where totals.total_basis = 'as_published'
),

gathered as (
    select * from cells
    union all
    select
        publication_id,
        scenario_id,
        'none' as contract_id,
        cast(null as varchar) as contract_name,
        cast(null as integer) as year,
        cast(null as varchar) as measure_type,
        'published_total' as amount_basis,
        {% for amount in left_out %}
        {{ amount if amount == 'unlawful_amount_gross' else 'cast(null as decimal(18, 2)) as ' ~ amount }},
        {% endfor %}
        {% for lines in left_out.values() %}
        cast(0 as integer) as {{ lines }},
        {% endfor %}
        'asserted_by_source' as lawfulness_status,
        rounding_units_sum
    from rests
)

select
    concat_ws(
        ':', publication_id, scenario_id, contract_id, coalesce(cast(year as varchar), 'total'),
        coalesce(measure_type, 'total')
    ) as cell_id,
    *
from gathered
