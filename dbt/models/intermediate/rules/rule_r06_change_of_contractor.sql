-- R6: another contractor takes over the contract; allowed with evidence of one of the cases of article 72(1)(d), and
-- only where the first award was competitive (C-719/20): what was never tendered can't be passed on.
with amendments as (
    select * from {{ ref('known_contract_amendments') }}
    where modification_ground = 'successor'
),

awards as (
    select
        amendments.*,
        contract_values.procurement_method,
        {{ has_own_notice('contract_values.procurement_method') }}
        or contract_values.procurement_method = 'mini_competition' as is_competitive
    from amendments
    left join {{ ref('int_contract_values') }} as contract_values
        on
            amendments.publication_id = contract_values.publication_id
            and amendments.contract_id = contract_values.contract_id
)

select
    publication_id,
    'amendment' as subject_type,
    amendment_id as subject_id,
    case
        when not is_competitive then 'fail'
        when evidence_reference is null or is_competitive is null then 'not_testable'
        else 'pass'
    end as verdict,
    case
        when not is_competitive then 'first_award_not_competitive'
        when evidence_reference is null then 'succession_not_evidenced'
        when is_competitive is null then 'first_procedure_unknown'
        else 'succession_evidenced'
    end as reason,
    {{ said('rule_evidence.succession', 'en') }} as evidence
from awards
