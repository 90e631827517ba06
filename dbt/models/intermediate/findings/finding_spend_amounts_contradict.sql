-- Lines whose net and gross amounts contradict each other, or their VAT rate, by more than rounding explains: each may
-- be off by half of its unit, and by half a cent. Without a rate the VAT lies between nothing and the net amount.
with spend as (
    select
        *,
        greatest(rounding_unit, 0.01) * (2 + coalesce(vat_rate, 1)) * cast(0.5 as decimal(2, 1)) as allowed_difference
    from {{ ref('known_contract_spend') }}
    where amount_net is not null and amount_gross is not null
),

contradictions as (
    select
        *,
        case
            when vat_rate is not null then abs(amount_gross - amount_net * (1 + vat_rate))
            -- Amounts of opposite signs, then VAT below nothing, then VAT above the net amount.
            when amount_net * amount_gross < 0 then abs(amount_gross - amount_net)
            else greatest(abs(amount_net) - abs(amount_gross), abs(amount_gross) - 2 * abs(amount_net))
        end as difference
    from spend
)

select
    publication_id,
    'contract' as subject_type,
    coalesce(contract_id, 'none') as subject_id,
    case when scenario_id = 'none' then '' else scenario_id end as qualifier,
    cast(sum(amount_gross) as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    {{ counted('count(*)', 'spend line', 'spend lines') }}
    || coalesce(' of contract ' || contract_id, ' without a contract') || if(count(*) = 1, ' has', ' have')
    || ' net, gross and VAT that contradict each other'
    || if(count(*) = 1, ': line ', '; the first: line ') || min_by(line_id, source_line) as message_en,
    {{ counted('count(*)', 'uitgavenregel', 'uitgavenregels') }}
    || coalesce(' van contract ' || contract_id, ' zonder contract') || if(count(*) = 1, ' heeft', ' hebben')
    || ' netto, bruto en btw die elkaar tegenspreken'
    || if(count(*) = 1, ': regel ', '; de eerste: regel ') || min_by(line_id, source_line) as message_nl,
    {{ lines_of('source_file', 'source_line') }} as evidence,
    {{ lines_of('source_file', 'source_line', 'regel', 'en meer') }} as evidence_nl
from contradictions
where difference > allowed_difference
group by publication_id, contract_id, scenario_id
