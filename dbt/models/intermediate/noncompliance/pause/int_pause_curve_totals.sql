-- The total for each length of pause on the line through the scenarios, and what it has beside its contracts and years,
-- with what both rest on; the lines that are left out are not said yet.
with amounts as (
    select * from {{ ref('int_pause_curve') }}
),

on_pairs as (
    select * from {{ ref('int_pause_scenario_pairs') }}
),

totals as (
    select
        publication_id,
        from_months as pause_months,
        unlawful_amount_gross,
        increase_gross
    from amounts
    where contract_id is null
),

cells as (
    select
        publication_id,
        from_months,
        to_months,
        sum(unlawful_amount_gross) as unlawful_amount_gross,
        coalesce(sum(increase_gross), 0) as increase_gross
    from amounts
    where contract_id is not null
    group by publication_id, from_months, to_months
),

all_rows as (
    select
        *,
        true as is_total
    from totals
    union all
    -- What is in the total and in no cell, where there is any.
    select
        totals.publication_id,
        totals.pause_months,
        totals.unlawful_amount_gross - sum(cells.unlawful_amount_gross) as unlawful_amount_gross,
        totals.increase_gross - sum(cells.increase_gross) as increase_gross,
        false as is_total
    from totals
    inner join cells
        on
            totals.publication_id = cells.publication_id
            and totals.pause_months between cells.from_months and cells.to_months
    group by totals.publication_id, totals.pause_months, totals.unlawful_amount_gross, totals.increase_gross
    qualify
        bool_or(
            totals.unlawful_amount_gross != sum(cells.unlawful_amount_gross)
            or totals.increase_gross != sum(cells.increase_gross)
        ) over (partition by totals.publication_id)
)

select
    on_pairs.publication_id,
    false as is_run_off,
    all_rows.is_total,
    on_pairs.pause_months,
    on_pairs.method,
    cast(all_rows.unlawful_amount_gross as decimal(18, 2)) as unlawful_amount_gross,
    cast(all_rows.increase_gross as decimal(18, 2)) as increase_gross,
    on_pairs.unknown_lines,
    case when all_rows.is_total then cast(on_pairs.uncertain_gross as decimal(18, 2)) end as uncertain_amount_gross,
    case when all_rows.is_total and on_pairs.uncertain_gross is not null then on_pairs.uncertain_unknown_lines end
        as uncertain_unknown_lines,
    {{ said('pause_curve', 'en') }}
    || {{ said(
        'pause_rows', 'en', "case when not on_pairs.has_cells then 'total_only' when not all_rows.is_total then 'rest' end"
    ) }} as reason
from all_rows
inner join on_pairs
    on all_rows.publication_id = on_pairs.publication_id and all_rows.pause_months = on_pairs.pause_months
