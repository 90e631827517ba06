-- Lines with a net amount and no VAT rate: nothing can be said of their amount including VAT. One finding per contract.
with unknown as (
    select distinct
        publication_id,
        contract_id,
        scenario_id,
        line_id,
        source_file,
        source_line,
        { 'source_file': source_file, 'source_line': source_line } as place
    from {{ ref('int_spend_parts') }}
    where amount_gross is null
),

per_contract as (
    select
        publication_id,
        contract_id,
        scenario_id,
        count(*) as lines,
        min_by(line_id, place) as line_id,
        min(place).source_file as source_file,
        min(place).source_line as source_line
    from unknown
    group by publication_id, contract_id, scenario_id
)

select
    {{ finding(
        'spend_amount_unknown', "'contract'", "coalesce(contract_id, 'none')",
        qualifier="case when scenario_id = 'none' then '' else scenario_id end"
    ) }}
from per_contract
