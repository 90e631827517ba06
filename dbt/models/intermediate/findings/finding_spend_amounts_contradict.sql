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
            when vat_rate is not null then abs(amount_gross - cast(amount_net as decimal(28, 2)) * (1 + vat_rate))
            -- Amounts of opposite signs, then VAT below nothing, then VAT above the net amount.
            when sign(amount_net) * sign(amount_gross) < 0 then abs(amount_gross - amount_net)
            else greatest(abs(amount_net) - abs(amount_gross), abs(amount_gross) - 2 * abs(amount_net))
        end as difference
    from spend
),

per_contract as (
    select
        publication_id,
        contract_id,
        scenario_id,
        count(*) as lines,
        sum(amount_gross) as amount_gross,
        min_by(line_id, { 'source_file': source_file, 'source_line': source_line }) as line_id,
        {{ sources_of() }} as sources,
        {{ sources_left_out('count(*)') }} as sources_left_out
    from contradictions
    where difference > allowed_difference
    group by publication_id, contract_id, scenario_id
)

select
    {{ finding(
        'spend_amounts_contradict', "'contract'", "coalesce(contract_id, 'none')",
        qualifier="case when scenario_id = 'none' then '' else scenario_id end",
        amount_gross='amount_gross',
        sources='sources'
    ) }}
from per_contract
