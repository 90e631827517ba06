-- R6: another contractor takes over the contract; allowed with evidence of one of the cases of article 72(1)(d).
select
    publication_id,
    'amendment' as subject_type,
    amendment_id as subject_id,
    case when evidence_reference is not null then 'pass' else 'not_testable' end as verdict,
    case
        when evidence_reference is not null then 'Evidence of the succession is on file'
        else 'No evidence of the succession on file'
    end as reason,
    'Amendment of ' || amendment_date || ' to contract ' || contract_id
    || coalesce('; evidence: ' || evidence_reference, '') as evidence
from {{ ref('known_contract_amendments') }}
where modification_ground = 'successor'
