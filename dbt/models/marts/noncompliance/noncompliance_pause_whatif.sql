with curves as (
    select * from {{ ref('int_pause_curve') }}
    union all by name
    select * from {{ ref('int_pause_run_off') }}
),

without_pause as (
    select
        publication_id,
        method = 'run_off' as is_run_off,
        contract_id,
        year,
        unlawful_amount_gross
    from curves
    where pause_months = 0
)

select
    curves.publication_id || ':' || curves.method || ':' || coalesce(curves.contract_id, 'total') || ':'
    || coalesce(cast(curves.year as varchar), 'total') || ':' || curves.pause_months as whatif_id,
    curves.publication_id,
    curves.method,
    curves.contract_id,
    curves.year,
    curves.pause_months,
    curves.unlawful_amount_gross,
    cast(curves.unlawful_amount_gross - without_pause.unlawful_amount_gross as decimal(18, 2)) as increase_gross,
    curves.reason
from curves
left join without_pause
    on
        curves.publication_id = without_pause.publication_id
        and (curves.method = 'run_off') = without_pause.is_run_off
        and curves.contract_id is not distinct from without_pause.contract_id
        and curves.year is not distinct from without_pause.year
