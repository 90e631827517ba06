-- A total of cost is made of its components; what is stated is made of itself.
with figures as (
    select * from {{ ref('known_control_totals') }}
),

finance as (
    select * from {{ ref('impact_finance') }}
)

select
    figures.publication_id,
    figures.figure_id,
    'cost_impact' as made_of,
    if(whole.is_total, 'from_parts', whole.amount_basis) as value_basis,
    false as is_divisor,
    1 as factor,
    'impact_finance' as mart,
    {{ row_key(['cell.publication_id', 'cell.year', 'cell.component']) }} as row_key,
    'amount_eur' as column_name,
    cell.component as label,
    cell.amount_eur as term_value,
    {{ lowest('cell.amount_eur', 'cell.rounding_units_sum') }} as low,
    {{ highest('cell.amount_eur', 'cell.rounding_units_sum') }} as high
from figures
inner join finance as whole
    on
        figures.publication_id = whole.publication_id
        and figures.entity = whole.component
        and figures.year = whole.year
inner join finance as cell
    on
        whole.publication_id = cell.publication_id
        and whole.year = cell.year
        and if(whole.is_total, not cell.is_total, whole.component = cell.component)
where figures.measure = 'cost_impact_amount' and whole.unknown_lines = 0
