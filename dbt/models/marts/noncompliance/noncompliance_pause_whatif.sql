with curves as (
    select * from {{ ref('int_pause_curve') }}
    union all
    select * from {{ ref('int_pause_run_off') }}
)

select
    publication_id || ':' || method || ':' || coalesce(contract_id, 'total') || ':'
    || coalesce(cast(year as varchar), 'total') || ':' || pause_months as whatif_id,
    publication_id,
    method,
    contract_id,
    year,
    pause_months,
    unlawful_amount_gross,
    increase_gross,
    unknown_lines,
    reason
from curves
