with spend as (
    select * from {{ ref('int_spend_classes') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
)

select
    spend.publication_id,
    spend.scenario_id,
    coalesce(spend.contract_id, 'none') as contract_id,
    spend.year,
    spend.measure_type,
    any_value(contracts.contract_name) as contract_name,
    -- Where no line of it has an amount including VAT, nothing of it is zero.
    count(spend.amount_gross) > 0 as is_computable,
    cast(
        case
            when is_computable
                then {{ known_part('spend.amount_gross', "spend.is_counted and spend.outcome = 'unlawful'") }}
        end as decimal(18, 2)
    ) as unlawful_amount_gross,
    {{ unknown_lines(
        'spend.amount_gross', 'spend.line_id',
        "spend.is_counted and spend.outcome = 'unlawful'"
    ) }} as unlawful_unknown_lines,
    cast(
        case
            when is_computable
                then {{ known_part('spend.amount_gross', "spend.is_counted and spend.stated_outcome = 'unlawful'") }}
        end as decimal(18, 2)
    ) as stated_unlawful_amount_gross,
    {{ unknown_lines(
        'spend.amount_gross', 'spend.line_id',
        "spend.is_counted and spend.stated_outcome = 'unlawful'"
    ) }} as stated_unlawful_unknown_lines,
    cast(
        {{ known_part(
            'spend.amount_net', "spend.is_counted and spend.outcome = 'unlawful'"
        ) }} as decimal(18, 2)
    ) as unlawful_amount_net,
    {{ unknown_lines(
        'spend.amount_net', 'spend.line_id',
        "spend.is_counted and spend.outcome = 'unlawful'"
    ) }} as unlawful_unknown_net_lines,
    cast(
        case
            when is_computable
                then {{ known_part('spend.amount_gross', "spend.is_counted and spend.outcome = 'uncertain'") }}
        end as decimal(18, 2)
    ) as uncertain_amount_gross,
    {{ unknown_lines(
        'spend.amount_gross', 'spend.line_id',
        "spend.is_counted and spend.outcome = 'uncertain'"
    ) }} as uncertain_unknown_lines,
    cast(
        case
            when is_computable
                then {{ known_part('spend.amount_gross', "spend.is_counted and spend.outcome = 'lawful'") }}
        end as decimal(18, 2)
    ) as lawful_amount_gross,
    {{ unknown_lines(
        'spend.amount_gross', 'spend.line_id',
        "spend.is_counted and spend.outcome = 'lawful'"
    ) }} as lawful_unknown_lines,
    cast(
        case
            when is_computable
                then {{ known_part('spend.amount_gross', 'spend.is_counted') }}
        end as decimal(18, 2)
    ) as spend_amount_gross,
    {{ unknown_lines(
        'spend.amount_gross', 'spend.line_id',
        'spend.is_counted'
    ) }} as spend_unknown_lines,
    cast(
        {{ known_part('spend.amount_gross', 'not spend.is_counted') }} as decimal(18, 2)
    ) as not_counted_amount_gross,
    {{ unknown_lines(
        'spend.amount_gross', 'spend.line_id',
        'not spend.is_counted'
    ) }} as not_counted_unknown_lines,
    -- What is known of them all the same: their amount net of VAT.
    cast(
        {{ known_part(
            'spend.amount_net', 'spend.is_counted and spend.amount_gross is null'
        ) }} as decimal(18, 2)
    ) as unknown_gross_amount_net,
    case when count(distinct spend.lawfulness_status) = 1 then any_value(spend.lawfulness_status) else 'mixed' end
        as lawfulness_status,
    max(spend.rounding_unit) as rounding_unit,
    cast(
        coalesce(sum(spend.rounding_unit) filter (where spend.is_counted and spend.outcome = 'unlawful'), 0)
        as decimal(18, 2)
    ) as rounding_units_sum,
    cast(
        coalesce(sum(spend.rounding_unit) filter (where spend.is_counted and spend.stated_outcome = 'unlawful'), 0)
        as decimal(18, 2)
    ) as stated_rounding_units_sum
from spend
left join contracts
    on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
group by spend.publication_id, spend.scenario_id, coalesce(spend.contract_id, 'none'), spend.year, spend.measure_type
