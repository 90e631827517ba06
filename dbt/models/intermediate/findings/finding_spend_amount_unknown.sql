-- Lines with a net amount and no VAT rate: nothing can be said of their amount including VAT.
select
    publication_id,
    'line' as subject_type,
    line_id as subject_id,
    scenario_id as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    'No amount including VAT for line ' || line_id || ': it has no gross amount, or no VAT rate' as message_en,
    'Geen bedrag inclusief btw voor regel ' || line_id || ': bruto bedrag of btw-tarief ontbreekt' as message_nl,
    {{ line_en() }} as evidence,
    {{ line_nl() }} as evidence_nl
from {{ ref('int_spend_parts') }}
where amount_gross is null
group by publication_id, line_id, scenario_id, source_file, source_line
