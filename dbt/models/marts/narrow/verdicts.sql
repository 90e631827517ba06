with said as (
    select * from {{ ref('int_rule_verdicts') }}
),

publications as (
    select * from {{ ref('known_publications') }}
)

select
    said.publication_id,
    said.subject_type,
    said.subject_id,
    said.rule_id,
    said.contract_id,
    said.verdict,
    said.reason,
    {{ in_currency('said.evidence', 'publications.currency') }} as evidence,
    said.delivery_id,
    said.source_file,
    said.source_line,
    said.citation
from said
left join publications on said.publication_id = publications.publication_id
