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
    {{ finding('rule_fires_often', "'rule'", 'rule_id') }}
from often
