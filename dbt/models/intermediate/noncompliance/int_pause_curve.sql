-- The non-compliant total for each length of pause, on the straight line through the two nearest scenarios of the
-- publication; per contract and year where both scenarios have those cells, with the rest of the total as `none`.
with pairs as (
    select
        publication_id,
        scenario_id as low_scenario_id,
        pause_months as low_months,
        total_gross as low_gross,
        next_scenario_id as high_scenario_id,
        next_pause_months as high_months,
        next_total_gross as high_gross,
        next_pause_months - pause_months as pair_months,
        total_basis = 'from_spend' and next_total_basis = 'from_spend' as has_cells,
        greatest(unknown_lines, next_unknown_lines) as unknown_lines,
        uncertain_gross as low_uncertain_gross,
        next_uncertain_gross as high_uncertain_gross,
        uncertain_unknown_lines as low_uncertain_unknown_lines,
        next_uncertain_unknown_lines as high_uncertain_unknown_lines,
        is_first,
        is_last
    from {{ ref('int_pause_points') }}
    where next_scenario_id is not null
),

pauses as (
    select unnest(generate_series(0, 36)) as pause_months
),

on_pairs as (
    select
        pairs.*,
        cast(pauses.pause_months as integer) as pause_months,
        pairs.high_gross < pairs.low_gross as is_falling,
        {% for unjudged in ['uncertain_gross', 'uncertain_unknown_lines'] %}
        case
            when pauses.pause_months = pairs.low_months then pairs.low_{{ unjudged }}
            when pauses.pause_months = pairs.high_months then pairs.high_{{ unjudged }}
            -- Of what is not known there is no larger one.
            when pairs.low_uncertain_gross is not null and pairs.high_uncertain_gross is not null
                then greatest(pairs.low_{{ unjudged }}, pairs.high_{{ unjudged }})
        end as {{ unjudged }},
        {% endfor %}
        case
            when pauses.pause_months in (pairs.low_months, pairs.high_months) then 'stated'
            when pauses.pause_months between pairs.low_months and pairs.high_months then 'interpolated'
            else 'extrapolated'
        end as method
    from pairs
    inner join pauses
        on
            (pairs.is_first or pairs.low_months <= pauses.pause_months)
            and (pairs.is_last or pairs.high_months > pauses.pause_months)
),

spend as (
    select
        publication_id,
        scenario_id,
        contract_id,
        year,
        amount_gross
    from {{ ref('int_spend_lawfulness') }}
    where is_counted and outcome = 'unlawful' and contract_id is not null
),

scenarios as (
    select
        publication_id,
        low_scenario_id as scenario_id
    from pairs
    where has_cells
    union
    select
        publication_id,
        high_scenario_id
    from pairs
    where has_cells
),

-- Facts hold in every scenario.
cells as (
    select
        scenarios.publication_id,
        scenarios.scenario_id,
        spend.contract_id,
        spend.year,
        sum(spend.amount_gross) as amount_gross
    from scenarios
    inner join spend
        on
            scenarios.publication_id = spend.publication_id
            and spend.scenario_id in (scenarios.scenario_id, 'none')
    group by scenarios.publication_id, scenarios.scenario_id, spend.contract_id, spend.year
    -- A cell that is unknown, or below zero by its credits, has no line of its own.
    having sum(spend.amount_gross) >= 0
),

ends as (
    select
        *,
        cast(null as varchar) as contract_id,
        cast(null as integer) as year,
        low_gross as low_amount_gross,
        high_gross as high_amount_gross
    from on_pairs
    union all
    select
        on_pairs.*,
        low_cells.contract_id,
        low_cells.year,
        low_cells.amount_gross as low_amount_gross,
        high_cells.amount_gross as high_amount_gross
    from on_pairs
    inner join cells as low_cells
        on on_pairs.publication_id = low_cells.publication_id and on_pairs.low_scenario_id = low_cells.scenario_id
    inner join cells as high_cells
        on
            on_pairs.publication_id = high_cells.publication_id
            and on_pairs.high_scenario_id = high_cells.scenario_id
            and low_cells.contract_id = high_cells.contract_id
            and low_cells.year = high_cells.year
    where on_pairs.has_cells
),

-- The amount is that of the line divided by the months of the pair. Outside the two points nothing falls below zero.
on_line as (
    select
        *,
        low_amount_gross * (high_months - pause_months) + high_amount_gross * (pause_months - low_months)
            as signed_gross
    from ends
),

lines as (
    select
        *,
        if(method = 'stated' or signed_gross > 0, signed_gross, 0) as line_gross
    from on_line
),

-- Rounded along a running sum, so that the cells add up to it to the cent. The increase over no pause is a difference
-- of unrounded amounts: over the months of both pairs.
running as (
    select
        lines.*,
        without_pause.line_gross is not null as has_increase,
        {{ amount_times_ratio('sum(lines.line_gross) over cells_in_order', '1', 'lines.pair_months') }}
            as running_gross,
        {{ amount_times_ratio(
            'coalesce(sum(lines.line_gross * without_pause.pair_months - without_pause.line_gross * lines.pair_months)
            over cells_in_order, 0)', '1', '(lines.pair_months * pairs_without_pause.pair_months)'
        ) }} as running_increase_gross
    from lines
    inner join on_pairs as pairs_without_pause
        on lines.publication_id = pairs_without_pause.publication_id and pairs_without_pause.pause_months = 0
    left join lines as without_pause
        on
            lines.publication_id = without_pause.publication_id
            and lines.contract_id is not distinct from without_pause.contract_id
            and lines.year is not distinct from without_pause.year
            and without_pause.pause_months = 0
    window
        cells_in_order as (
            partition by lines.publication_id, lines.pause_months, lines.contract_id is null
            order by lines.contract_id, lines.year
            rows between unbounded preceding and current row
        )
),

rounded as (
    select
        publication_id,
        pause_months,
        contract_id,
        year,
        running_gross - lag(running_gross, 1, 0) over cells_in_order as unlawful_amount_gross,
        case when has_increase then running_increase_gross - lag(running_increase_gross, 1, 0) over cells_in_order end
            as increase_gross
    from running
    window
        cells_in_order as (
            partition by publication_id, pause_months, contract_id is null order by contract_id, year
        )
),

rests as (
    select
        publication_id,
        pause_months,
        sum(if(contract_id is null, unlawful_amount_gross, -unlawful_amount_gross)) as unlawful_amount_gross,
        sum(if(contract_id is null, increase_gross, -increase_gross)) as increase_gross
    from rounded
    group by publication_id, pause_months
    having count(contract_id) > 0
),

all_rows as (
    select * from rounded
    union all
    -- What is in the total and in no cell, where there is any.
    select
        publication_id,
        pause_months,
        'none' as contract_id,
        null as year,
        unlawful_amount_gross,
        increase_gross
    from rests
    qualify
        count(*) filter (where unlawful_amount_gross != 0 or increase_gross != 0) over (partition by publication_id) > 0
)

select
    on_pairs.publication_id,
    on_pairs.method,
    all_rows.contract_id,
    all_rows.year,
    on_pairs.pause_months,
    cast(all_rows.unlawful_amount_gross as decimal(18, 2)) as unlawful_amount_gross,
    cast(all_rows.increase_gross as decimal(18, 2)) as increase_gross,
    on_pairs.unknown_lines,
    case when all_rows.contract_id is null then cast(on_pairs.uncertain_gross as decimal(18, 2)) end
        as uncertain_amount_gross,
    case
        when all_rows.contract_id is null and on_pairs.uncertain_gross is not null
            then on_pairs.uncertain_unknown_lines
    end as uncertain_unknown_lines,
    {{ said('pause_curve', 'en') }}
    || {{ said(
        'pause_rows', 'en',
        "case when not on_pairs.has_cells then 'total_only' when all_rows.contract_id = 'none' then 'rest' end"
    ) }}
    || {{ without_unknown_lines('on_pairs.unknown_lines') }} as reason
from all_rows
inner join on_pairs
    on all_rows.publication_id = on_pairs.publication_id and all_rows.pause_months = on_pairs.pause_months
