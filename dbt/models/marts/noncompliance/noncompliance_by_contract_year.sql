-- Two steps: a count of distinct lines beside the sums would keep DuckDB from spilling the groups, and few lines have
-- an amount that is unknown.
with spend as (
    select
        *,
        coalesce(contract_id, 'none') as known_contract_id
    from {{ ref('int_spend_classes') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

{% set unlawful = "is_counted and outcome = 'unlawful'" %}
{% set stated_unlawful = "is_counted and stated_outcome = 'unlawful'" %}
{% set uncertain = "is_counted and outcome = 'uncertain'" %}
{% set lawful = "is_counted and outcome = 'lawful'" %}
amounts as (
    select
        publication_id,
        scenario_id,
        known_contract_id as contract_id,
        year,
        measure_type,
        count(amount_gross) > 0 as is_computable,
        {{ unless_all_unknown('amount_gross', known_part('amount_gross', unlawful)) }} as unlawful_amount_gross,
        {{ unless_all_unknown('amount_gross', known_part('amount_gross', stated_unlawful)) }}
            as stated_unlawful_amount_gross,
        {{ known_part('amount_net', unlawful) }} as unlawful_amount_net,
        {{ unless_all_unknown('amount_gross', known_part('amount_gross', uncertain)) }} as uncertain_amount_gross,
        {{ unless_all_unknown('amount_gross', known_part('amount_gross', lawful)) }} as lawful_amount_gross,
        {{ unless_all_unknown('amount_gross', known_part('amount_gross', 'is_counted')) }} as spend_amount_gross,
        {{ known_part('amount_gross', 'not is_counted') }} as not_counted_amount_gross,
        -- What is known of them all the same: their amount net of VAT.
        {{ known_part('amount_net', 'is_counted and amount_gross is null') }} as unknown_gross_amount_net,
        if(min(lawfulness_status) = max(lawfulness_status), min(lawfulness_status), 'mixed') as lawfulness_status,
        max(rounding_unit) as rounding_unit,
        sum(rounding_unit) filter (where {{ unlawful }}) as rounding_units_sum,
        sum(rounding_unit) filter (where {{ stated_unlawful }}) as stated_rounding_units_sum
    from spend
    group by publication_id, scenario_id, known_contract_id, year, measure_type
),

unknown as (
    select
        publication_id,
        scenario_id,
        known_contract_id as contract_id,
        year,
        measure_type,
        {{ unknown_lines('amount_gross', 'line_id', unlawful) }} as unlawful_unknown_lines,
        {{ unknown_lines('amount_gross', 'line_id', stated_unlawful) }} as stated_unlawful_unknown_lines,
        {{ unknown_lines('amount_net', 'line_id', unlawful) }} as unlawful_unknown_net_lines,
        {{ unknown_lines('amount_gross', 'line_id', uncertain) }} as uncertain_unknown_lines,
        {{ unknown_lines('amount_gross', 'line_id', lawful) }} as lawful_unknown_lines,
        {{ unknown_lines('amount_gross', 'line_id', 'is_counted') }} as spend_unknown_lines,
        {{ unknown_lines('amount_gross', 'line_id', 'not is_counted') }} as not_counted_unknown_lines
    from spend
    where amount_gross is null or amount_net is null
    group by publication_id, scenario_id, known_contract_id, year, measure_type
)

select
    amounts.publication_id,
    amounts.scenario_id,
    amounts.contract_id,
    amounts.year,
    amounts.measure_type,
    contracts.contract_name,
    amounts.is_computable,
    cast(amounts.unlawful_amount_gross as decimal(18, 2)) as unlawful_amount_gross,
    coalesce(unknown.unlawful_unknown_lines, 0) as unlawful_unknown_lines,
    cast(amounts.stated_unlawful_amount_gross as decimal(18, 2)) as stated_unlawful_amount_gross,
    coalesce(unknown.stated_unlawful_unknown_lines, 0) as stated_unlawful_unknown_lines,
    cast(amounts.unlawful_amount_net as decimal(18, 2)) as unlawful_amount_net,
    coalesce(unknown.unlawful_unknown_net_lines, 0) as unlawful_unknown_net_lines,
    cast(amounts.uncertain_amount_gross as decimal(18, 2)) as uncertain_amount_gross,
    coalesce(unknown.uncertain_unknown_lines, 0) as uncertain_unknown_lines,
    cast(amounts.lawful_amount_gross as decimal(18, 2)) as lawful_amount_gross,
    coalesce(unknown.lawful_unknown_lines, 0) as lawful_unknown_lines,
    cast(amounts.spend_amount_gross as decimal(18, 2)) as spend_amount_gross,
    coalesce(unknown.spend_unknown_lines, 0) as spend_unknown_lines,
    cast(amounts.not_counted_amount_gross as decimal(18, 2)) as not_counted_amount_gross,
    coalesce(unknown.not_counted_unknown_lines, 0) as not_counted_unknown_lines,
    cast(amounts.unknown_gross_amount_net as decimal(18, 2)) as unknown_gross_amount_net,
    amounts.lawfulness_status,
    amounts.rounding_unit,
    cast(coalesce(amounts.rounding_units_sum, 0) as decimal(18, 2)) as rounding_units_sum,
    cast(coalesce(amounts.stated_rounding_units_sum, 0) as decimal(18, 2)) as stated_rounding_units_sum
from amounts
left join unknown
    on
        amounts.publication_id = unknown.publication_id
        and amounts.scenario_id = unknown.scenario_id
        and amounts.contract_id = unknown.contract_id
        and amounts.year = unknown.year
        and amounts.measure_type = unknown.measure_type
left join contracts
    on amounts.publication_id = contracts.publication_id and amounts.contract_id = contracts.contract_id
