-- R13: errors and uncertainties together stay within the reporting tolerance, on unrounded amounts.
select
    publication_id,
    'entity_year' as subject_type,
    entity || ' ' || year as subject_id,
    case
        when is_breach is null then 'not_testable'
        when is_breach then 'fail'
        else 'pass'
    end as verdict,
    case
        when is_breach is null then not_testable_reason
        when is_breach then 'above_tolerance'
        else 'within_tolerance'
    end as reason,
    {{ said('rule_evidence.tolerance', 'en') }} as evidence
from {{ ref('int_lawfulness_tolerance') }}
