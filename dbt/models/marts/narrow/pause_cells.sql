select
    publication_id,
    false as is_run_off,
    contract_id,
    year,
    from_months,
    to_months,
    unlawful_amount_gross,
    increase_gross,
    cast(null as integer) as unknown_lines
from {{ ref('int_pause_curve') }}
where contract_id is not null
union all
select
    publication_id,
    true as is_run_off,
    contract_id,
    year,
    from_months,
    to_months,
    unlawful_amount_gross,
    increase_gross,
    unknown_lines
from {{ ref('int_run_off_cells') }}
where not is_below_zero
