-- A rule that fails more than half of what it tests: either much is wrong, or the rule or its data is.
select
    publication_id,
    'rule' as subject_type,
    rule_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    rule_id || ' (' || label_en || ') fails ' || failed || ' of the ' || tested || ' that it could test' as message_en,
    rule_id || ' (' || label_nl || ') faalt bij ' || failed || ' van de ' || tested || ' die te toetsen waren'
        as message_nl,
    subjects || ' subjects, ' || not_testable || ' not testable'
    || coalesce(': ' || not_testable_reasons, '') as evidence
from {{ ref('int_rule_coverage') }}
where failed * 2 > tested
