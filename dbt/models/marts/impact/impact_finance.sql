select
    publication_id,
    cast(year as integer) as year,
    component,
    amount_basis = 'from_components' as is_total,
    cast(amount_eur as decimal(18, 2)) as amount_eur,
    unknown_lines,
    cast(rounding_units_sum as decimal(18, 2)) as rounding_units_sum,
    amount_basis,
    evidence
from {{ ref('int_cost_impacts') }}
