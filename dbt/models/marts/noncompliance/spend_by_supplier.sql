with spend as (
    select * from {{ ref('int_spend_classes') }}
    where is_counted
),

per_cost_type as (
    select
        spend.publication_id,
        spend.scenario_id,
        spend.supplier_key,
        spend.year,
        spend.cost_type,
        sum(spend.amount_gross) as spend_gross,
        sum(spend.amount_gross) filter (where spend.measure_type = 'realised') as realised_gross,
        sum(spend.amount_gross) filter (where spend.measure_type = 'forecast') as forecast_gross,
        sum(spend.amount_gross) filter (where spend.outcome = 'unlawful') as unlawful_gross,
        sum(spend.amount_gross) filter (where spend.outcome = 'uncertain') as uncertain_gross,
        sum(spend.amount_gross) filter (where spend.amount_gross < 0) as credit_gross,
        {{ unknown_lines('spend.amount_gross', 'spend.line_id') }} as unknown_lines,
        {{ unknown_lines('spend.amount_gross', 'spend.line_id', "spend.outcome = 'unlawful'") }}
            as unlawful_unknown_lines,
        {{ unknown_lines('spend.amount_gross', 'spend.line_id', "spend.outcome = 'uncertain'") }}
            as uncertain_unknown_lines,
        {{ unknown_lines('spend.amount_gross', 'spend.line_id', "spend.measure_type = 'realised'") }}
            as realised_unknown_lines,
        {{ unknown_lines('spend.amount_gross', 'spend.line_id', "spend.measure_type = 'forecast'") }}
            as forecast_unknown_lines,
        count(distinct spend.line_id) as lines
    from spend
    group by spend.publication_id, spend.scenario_id, spend.supplier_key, spend.year, spend.cost_type
),

named as (
    select
        publication_id,
        supplier_key,
        supplier_id,
        supplier_name
    from {{ ref('dim_supplier') }}
)

select
    per_cost_type.publication_id,
    per_cost_type.scenario_id,
    per_cost_type.supplier_key,
    per_cost_type.year,
    any_value(named.supplier_id) as supplier_id,
    any_value(named.supplier_name) as supplier_name,
    cast(sum(per_cost_type.lines) as bigint) as spend_lines,
    {{ known_sum('spend_gross', 'unknown_lines') }} as spend_amount_gross,
    cast(sum(per_cost_type.unknown_lines) as integer) as spend_unknown_lines,
    {{ known_sum('realised_gross', 'realised_unknown_lines') }} as realised_amount_gross,
    {{ known_sum('forecast_gross', 'forecast_unknown_lines') }} as forecast_amount_gross,
    {{ unless_all_unknown('per_cost_type.spend_gross', known_sum('unlawful_gross', 'unlawful_unknown_lines')) }}
        as unlawful_amount_gross,
    cast(sum(per_cost_type.unlawful_unknown_lines) as integer) as unlawful_unknown_lines,
    {{ unless_all_unknown('per_cost_type.spend_gross', known_sum('uncertain_gross', 'uncertain_unknown_lines')) }}
        as uncertain_amount_gross,
    cast(sum(per_cost_type.uncertain_unknown_lines) as integer) as uncertain_unknown_lines,
    cast(
        {{ unless_all_unknown('per_cost_type.spend_gross', 'coalesce(sum(per_cost_type.credit_gross), 0)') }}
        as decimal(18, 2)
    ) as credit_amount_gross,
    string_agg(
        {{ said('spend_of_supplier', 'en') }}, '; ' order by per_cost_type.cost_type
    ) as cost_type_totals
from per_cost_type
left join named
    on
        per_cost_type.publication_id = named.publication_id
        and per_cost_type.supplier_key = named.supplier_key
group by
    per_cost_type.publication_id, per_cost_type.scenario_id, per_cost_type.supplier_key, per_cost_type.year
