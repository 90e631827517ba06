-- A view, so that each query that reads the lines reads of them what it needs.
{{ config(materialized='view') }}
select
    publication_id,
    line_id,
    contract_id,
    supplier_id,
    coalesce(scenario_id, 'none') as scenario_id,
    service_id,
    supplier_name,
    supplier_kind,
    period_start,
    coalesce(period_end, period_start + 1) as period_end,
    amount_net,
    amount_gross,
    vat_rate,
    measure_type,
    cost_type,
    description,
    coalesce(rounding_unit, 0) as rounding_unit,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'contract_spend') }}
