-- R2: a change under a clear review clause is allowed for any amount, and needs evidence.
select
    publication_id,
    'amendment' as subject_type,
    amendment_id as subject_id,
    case when evidence_reference is not null then 'pass' else 'not_testable' end as verdict,
    case
        when evidence_reference is not null then 'review_clause_evidenced'
        else 'review_clause_not_evidenced'
    end as reason,
    {{ said('rule_evidence.amendment', 'en') }} as evidence
from {{ ref('known_contract_amendments') }}
where modification_ground = 'review_clause'
