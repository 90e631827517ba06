-- Lines with a net amount and no VAT rate: nothing can be said of their amount including VAT. One finding per contract.
with unknown as (
    select distinct
        publication_id,
        contract_id,
        scenario_id,
        line_id,
        source_file,
        source_line,
        { 'file': source_file, 'line': source_line } as place
    from {{ ref('int_spend_parts') }}
    where amount_gross is null
)

select
    publication_id,
    'contract' as subject_type,
    coalesce(contract_id, 'none') as subject_id,
    case when scenario_id = 'none' then '' else scenario_id end as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    'No amount including VAT of ' || {{ counted('count(*)', 'spend line', 'spend lines') }}
    || coalesce(' of contract ' || contract_id, ' without a contract')
    || ', for want of a gross amount or a VAT rate'
    || if(count(*) = 1, ': line ', '; the first: line ') || min_by(line_id, place)
        as message_en,
    'Geen bedrag inclusief btw van ' || {{ counted('count(*)', 'uitgavenregel', 'uitgavenregels') }}
    || coalesce(' van contract ' || contract_id, ' zonder contract')
    || ', bij gebrek aan een bruto bedrag of een btw-tarief'
    || if(count(*) = 1, ': regel ', '; de eerste: regel ') || min_by(line_id, place)
        as message_nl,
    min_by({{ line_en() }}, place) as evidence,
    min_by({{ line_nl() }}, place) as evidence_nl
from unknown
group by publication_id, contract_id, scenario_id
