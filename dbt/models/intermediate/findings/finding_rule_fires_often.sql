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
    {{ finding_words('rule_fires_often') }}
from often
