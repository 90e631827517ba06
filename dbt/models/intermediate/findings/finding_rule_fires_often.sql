-- A rule that fails more than half of what it tests: either much is wrong, or the rule or its data is.
-- Where fewer than ten could be tested that says nothing: the verdicts stand in rule_verdicts, and are no finding.
with often as (
    select
        coverage.*,
        publications.title
    from {{ ref('int_rule_coverage') }} as coverage
    inner join {{ ref('known_publications') }} as publications
        on coverage.publication_id = publications.publication_id
    where coverage.failed * 2 > coverage.tested and coverage.is_share_readable
)

select
    publication_id,
    'rule' as subject_type,
    rule_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    rule_id || ' (' || label_en || ') fails ' || failed || ' of the ' || tested || ' that it could test in "' || title
    || '"' as message_en,
    rule_id || ' (' || label_nl || ') faalt bij ' || failed || ' van de ' || tested || ' die te toetsen waren in "'
    || title || '"' as message_nl,
    subjects || ' subjects, ' || not_testable || ' not testable'
    || coalesce(': ' || not_testable_reasons, '') as evidence,
    subjects || ' onderwerpen, ' || not_testable || ' niet te toetsen'
    || coalesce(': ' || not_testable_reasons_nl, '') as evidence_nl
from often
