-- R1: no spend for days after the lawful end: the base term, its valid options, and what lawful changes added. What it
-- says of each stretch of days holds for every line with days in it; see the reference table line_verdicts.
select
    publication_id,
    contract_id,
    first_day,
    last_day,
    case term_status
        when 'after' then 1
        when 'unknown' then 2
        when 'not_testable' then 3
        when 'below_threshold' then 4
        else 5
    end as verdict_no,
    -- Days that an amendment added have the class of that amendment; those of the base term are lawful.
    coalesce(term_class, 'lawful') as lawfulness_class,
    term_class is null as is_base_term,
    rule_id,
    coalesce('term ' || extension_no, 'term after') as evidence_key,
    evidence
from {{ ref('int_contract_terms') }}
