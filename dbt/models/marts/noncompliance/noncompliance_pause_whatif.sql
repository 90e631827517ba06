{{ config(materialized='view') }}
with lengths as (
    select * from {{ ref('pause_lengths') }}
),

all_rows as (
    select
        publication_id,
        method,
        case when not is_total then 'none' end as contract_id,
        cast(null as integer) as year,
        pause_months,
        unlawful_amount_gross,
        increase_gross,
        unknown_lines,
        uncertain_amount_gross,
        uncertain_unknown_lines,
        reason
    from lengths
    union all
    select
        cells.publication_id,
        lengths.method,
        cells.contract_id,
        cells.year,
        lengths.pause_months,
        cells.unlawful_amount_gross,
        cells.increase_gross,
        coalesce(cells.unknown_lines, lengths.unknown_lines) as unknown_lines,
        null as uncertain_amount_gross,
        null as uncertain_unknown_lines,
        lengths.reason
    from {{ ref('pause_cells') }} as cells
    inner join lengths
        on
            cells.publication_id = lengths.publication_id
            and cells.is_run_off = lengths.is_run_off
            and lengths.pause_months between cells.from_months and cells.to_months
    where lengths.is_total
),

words as (
    select * from {{ ref('code_labels') }}
    where code_list = 'whatif_method'
)

select
    all_rows.publication_id || ':' || all_rows.method || ':' || coalesce(all_rows.contract_id, 'total') || ':'
    || coalesce(cast(all_rows.year as varchar), 'total') || ':' || all_rows.pause_months as whatif_id,
    all_rows.publication_id,
    all_rows.method,
    words.label_en as method_en,
    words.label_nl as method_nl,
    all_rows.contract_id,
    all_rows.year,
    all_rows.contract_id is null as is_total,
    all_rows.pause_months,
    all_rows.unlawful_amount_gross,
    all_rows.increase_gross,
    all_rows.unknown_lines,
    all_rows.uncertain_amount_gross,
    all_rows.uncertain_unknown_lines,
    all_rows.reason || {{ without_unknown_lines('all_rows.unknown_lines') }} as reason
from all_rows
left join words on all_rows.method = words.code
