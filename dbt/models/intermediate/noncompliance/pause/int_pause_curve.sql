-- The non-compliant total for each length of pause, on the straight line through the two nearest scenarios of the
-- publication; per contract and year where both scenarios have those cells, with the rest of the total as `none`.
with on_pairs as (
    select * from {{ ref('int_pause_scenario_pairs') }}
),

lines as (
    select * from {{ ref('int_pause_line_amounts') }}
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
