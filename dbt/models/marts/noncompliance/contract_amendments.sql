with amendments as (
    select * from {{ ref('known_contract_amendments') }}
),

verdicts as (
    select * from {{ ref('int_amendment_verdicts') }}
),

reasons as (
    select * from {{ ref('rule_reasons') }}
),

publications as (
    select * from {{ ref('known_publications') }}
),

rules as (
    select * from {{ ref('lawfulness_rules') }}
)

select
    amendments.publication_id,
    amendments.amendment_id,
    amendments.contract_id,
    amendments.amendment_date,
    amendments.modification_ground,
    amendments.value_delta_net,
    amendments.new_end_date,
    verdicts.rule_id,
    rules.legal_basis,
    coalesce(verdicts.verdict, 'not_testable') as verdict,
    reasons.label_en as reason,
    reasons.label_nl as reason_nl,
    {{ in_currency('verdicts.evidence', 'publications.currency') }} as evidence,
    amendments.evidence_reference,
    amendments.delivery_id,
    amendments.source_file,
    amendments.source_line,
    amendments.citation
from amendments
left join verdicts
    on amendments.publication_id = verdicts.publication_id and amendments.amendment_id = verdicts.amendment_id
left join reasons on verdicts.reason = reasons.reason
left join rules on verdicts.rule_id = rules.rule_id
left join publications on amendments.publication_id = publications.publication_id
