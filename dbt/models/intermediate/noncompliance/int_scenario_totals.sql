-- The non-compliant total of each scenario: its own spend and the facts, which hold in every scenario; or as published
-- where its lines don't give the whole of it. `stated`: before assessments, as the source has it.
with spend as (
    select
        publication_id,
        scenario_id,
        -- Where no line has an amount including VAT, nothing is zero.
        count(amount_gross) > 0 as is_computable,
        case when count(amount_gross) > 0 then {{ known_part('amount_gross', "outcome = 'unlawful'") }} end
            as total_gross,
        case when count(amount_gross) > 0 then {{ known_part('amount_gross', "stated_outcome = 'unlawful'") }} end
            as stated_total_gross,
        {{ known_part('amount_gross', "outcome = 'uncertain'") }} as uncertain_gross,
        {{ unknown_lines('amount_gross', 'line_id', "outcome = 'unlawful'") }} as unknown_lines,
        {{ unknown_lines('amount_gross', 'line_id', "stated_outcome = 'unlawful'") }} as stated_unknown_lines,
        coalesce(sum(rounding_unit) filter (where outcome = 'unlawful'), 0) as rounding_units_sum,
        coalesce(sum(rounding_unit) filter (where stated_outcome = 'unlawful'), 0) as stated_rounding_units_sum
    from {{ ref('int_spend_lawfulness') }}
    where is_counted
    group by publication_id, scenario_id
),

scenarios as (
    select * from {{ ref('known_scenarios') }}
),

-- A publication without facts has none to add.
spend_of_scenarios as (
    select
        own.publication_id,
        own.scenario_id,
        own.unknown_lines as own_unknown_lines,
        own.is_computable and coalesce(facts.is_computable, true) as is_computable,
        own.uncertain_gross + if(facts.scenario_id is null, 0, facts.uncertain_gross) as uncertain_gross,
        coalesce(
            own.total_gross + facts.total_gross,
            own.total_gross,
            facts.total_gross
        ) as total_gross,
        own.unknown_lines + coalesce(facts.unknown_lines, 0) as unknown_lines,
        own.rounding_units_sum + coalesce(facts.rounding_units_sum, 0)
            as rounding_units_sum,
        coalesce(
            own.stated_total_gross + facts.stated_total_gross,
            own.stated_total_gross,
            facts.stated_total_gross
        ) as stated_total_gross,
        own.stated_unknown_lines + coalesce(facts.stated_unknown_lines, 0) as stated_unknown_lines,
        own.stated_rounding_units_sum + coalesce(facts.stated_rounding_units_sum, 0)
            as stated_rounding_units_sum
    from spend as own
    left join spend as facts on own.publication_id = facts.publication_id and facts.scenario_id = 'none'
    where own.scenario_id != 'none'
),

based as (
    select
        scenarios.publication_id,
        scenarios.scenario_id,
        scenarios.scenario_name,
        scenarios.pause_months,
        scenarios.is_baseline,
        scenarios.published_total_gross,
        scenarios.rounding_unit,
        spend.own_unknown_lines,
        spend.uncertain_gross,
        spend.total_gross,
        spend.unknown_lines,
        spend.rounding_units_sum,
        spend.stated_total_gross,
        spend.stated_unknown_lines,
        spend.stated_rounding_units_sum,
        case
            when spend.is_computable and spend.unknown_lines = 0 then 'from_spend'
            when scenarios.published_total_gross is not null then 'as_published'
            when spend.total_gross is not null then 'from_spend'
            else 'not_stated'
        end as total_basis,
        case
            when spend.is_computable and spend.stated_unknown_lines = 0 then 'from_spend'
            when scenarios.published_total_gross is not null then 'as_published'
            when spend.stated_total_gross is not null then 'from_spend'
            else 'not_stated'
        end as stated_total_basis
    from scenarios
    left join spend_of_scenarios as spend
        on scenarios.publication_id = spend.publication_id and scenarios.scenario_id = spend.scenario_id
),

totals as (
    select
        publication_id,
        scenario_id,
        scenario_name,
        pause_months,
        is_baseline,
        total_basis,
        case total_basis when 'from_spend' then uncertain_gross end as uncertain_gross,
        cast(case total_basis when 'as_published' then 0 else coalesce(own_unknown_lines, 0) end as integer)
            as own_unknown_lines,
        cast(
            case total_basis
                when 'as_published' then published_total_gross
                when 'from_spend' then total_gross
            end as decimal(18, 2)
        ) as total_gross,
        cast(
            case total_basis when 'as_published' then 0 else coalesce(unknown_lines, 0) end
            as integer
        ) as unknown_lines,
        cast(
            case total_basis
                when 'as_published' then rounding_unit
                when 'from_spend' then rounding_units_sum
            end as decimal(18, 2)
        ) as rounding_units_sum,
        cast(
            case stated_total_basis
                when 'as_published' then published_total_gross
                when 'from_spend' then stated_total_gross
            end as decimal(18, 2)
        ) as stated_total_gross,
        cast(
            case stated_total_basis when 'as_published' then 0 else coalesce(stated_unknown_lines, 0) end
            as integer
        ) as stated_unknown_lines,
        cast(
            case stated_total_basis
                when 'as_published' then rounding_unit
                when 'from_spend' then stated_rounding_units_sum
            end as decimal(18, 2)
        ) as stated_rounding_units_sum
    from based
)

-- Rounding leaves an interval open; lines of unknown amount leave the total open, and no interval holds it.
select
    *,
    cast(
        case
            when unknown_lines = 0
                then {{ lowest('total_gross', 'rounding_units_sum') }}
        end as decimal(18, 2)
    ) as total_low_gross,
    cast(
        case
            when unknown_lines = 0
                then {{ highest('total_gross', 'rounding_units_sum') }}
        end as decimal(18, 2)
    ) as total_high_gross,
    cast(
        case
            when stated_unknown_lines = 0
                then {{ lowest('stated_total_gross', 'stated_rounding_units_sum') }}
        end as decimal(18, 2)
    ) as stated_total_low_gross,
    cast(
        case
            when stated_unknown_lines = 0
                then {{ highest('stated_total_gross', 'stated_rounding_units_sum') }}
        end as decimal(18, 2)
    ) as stated_total_high_gross
from totals
