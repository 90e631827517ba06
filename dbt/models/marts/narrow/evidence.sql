with said as (
    select * from {{ ref('int_spend_evidence') }}
),

publications as (
    select * from {{ ref('known_publications') }}
)

select
    said.publication_id,
    said.contract_id,
    said.evidence_key,
    {{ in_currency('said.evidence', 'publications.currency') }} as evidence
from said
left join publications on said.publication_id = publications.publication_id
