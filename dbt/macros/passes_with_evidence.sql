{# The verdict on amendments of a ground that is lawful as soon as there is evidence of it. #}
{% macro passes_with_evidence(modification_ground, matter) -%}
select
    publication_id,
    'amendment' as subject_type,
    amendment_id as subject_id,
    case when evidence_reference is not null then 'pass' else 'not_testable' end as verdict,
    case
        when evidence_reference is not null then 'Evidence of the {{ matter }} is on file'
        else 'No evidence of the {{ matter }} on file'
    end as reason,
    'Amendment of ' || amendment_date || ' to contract ' || contract_id
    || coalesce('; evidence: ' || evidence_reference, '') as evidence
from {{ ref('known_contract_amendments') }}
where modification_ground = '{{ modification_ground }}'
{%- endmacro %}
