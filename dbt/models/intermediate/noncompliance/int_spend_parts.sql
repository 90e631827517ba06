-- Each spend line, cut by days: at the turn of a year, after its contract's last day, at each border of the lawful
-- term, where an assertion begins and where an amendment makes it uncertain. The parts of a line add up to it to
-- the cent, in proportion to their days. A commitment is of the year in which it was made, and is not cut there.
-- Few lines are cut: the others go through as they are.
{{ config(materialized='table') }}

with contracts as (
    select
        lawfulness.publication_id,
        lawfulness.contract_id,
        lawfulness.recognition_basis,
        lawfulness.is_commitment,
        ends.ending_contract_id,
        ends.contract_end_date
    from {{ ref('int_contract_lawfulness') }} as lawfulness
    left join {{ ref('int_contract_ends') }} as ends
        on lawfulness.publication_id = ends.publication_id and lawfulness.contract_id = ends.contract_id
),

placed as (
    select
        spend.*,
        coalesce(spans.part_no, 1) as part_no,
        coalesce(spans.part_start, spend.period_start) as part_start,
        coalesce(spans.next_start, spend.period_end) as part_end,
        spans.line_id is null as is_whole
    from {{ ref('int_line_suppliers') }} as spend
    left join {{ ref('int_cut_spans') }} as spans
        on spend.publication_id = spans.publication_id and spend.line_id = spans.line_id
    where spend.period_end > spend.period_start
),

valued as (
    select
        *,
        {{ line_gross() }} as line_amount_gross,
        {{ line_net() }} as line_amount_net,
        period_end - period_start as days
    from placed
)

select
    valued.publication_id,
    valued.line_id,
    cast(valued.part_no as integer) as part_no,
    valued.contract_id,
    valued.supplier_key,
    valued.supplier_id,
    valued.supplier_name,
    valued.scenario_id,
    valued.service_id,
    contracts.ending_contract_id,
    valued.measure_type,
    valued.cost_type,
    -- Of a natural person nothing goes on: neither key and name, nor what a line says.
    case when coalesce(valued.supplier_kind, '') != 'natural_person' then valued.description end as description,
    contracts.recognition_basis,
    contracts.contract_id is not null as is_contract_on_file,
    first_years.first_year is null or year(valued.period_start) = first_years.first_year as is_counted,
    valued.is_whole,
    cast(case when contracts.is_commitment then year(valued.period_start) else year(valued.part_start) end as integer)
        as year,
    valued.part_start,
    valued.part_end,
    coalesce(valued.part_start > contracts.contract_end_date, false) as is_after_contract_end,
    {% for amount in ['line_amount_gross', 'line_amount_net', 'rounding_unit'] %}
    case
        when valued.is_whole then valued.{{ amount }}
        else {{ amount_between(
            'valued.' ~ amount, 'valued.part_start - valued.period_start', 'valued.part_end - valued.period_start',
            'valued.days'
        ) }}
    end as {{ amount | replace('line_', '') }},
    {% endfor %}
    valued.delivery_id,
    valued.source_file,
    valued.source_line,
    valued.citation
from valued
left join contracts
    on valued.publication_id = contracts.publication_id and valued.contract_id = contracts.contract_id
left join {{ ref('int_commitment_years') }} as first_years
    on
        valued.publication_id = first_years.publication_id
        and valued.contract_id = first_years.contract_id
        and valued.scenario_id = first_years.scenario_id
