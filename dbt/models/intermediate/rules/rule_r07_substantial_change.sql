-- R7: whether a change is substantial is for a person to judge; so is a change whose ground is not known.
select
    publication_id,
    'amendment' as subject_type,
    amendment_id as subject_id,
    'not_testable' as verdict,
    case
        when modification_ground is null then 'ground_of_change_unknown'
        else 'substantial_change_is_judged'
    end as reason,
    {{ said('rule_evidence.amendment', 'en') }} as evidence
from {{ ref('known_contract_amendments') }}
where modification_ground is null or modification_ground = 'non_substantial'
