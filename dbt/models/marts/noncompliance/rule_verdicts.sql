with subjects as (
    select * from {{ ref('int_rule_subjects') }}
),

verdicts as (
    select * from {{ ref('int_rule_verdicts') }}
),

rules as (
    select * from {{ ref('lawfulness_rules') }}
),

reasons as (
    select * from {{ ref('rule_reasons') }}
)

select
    subjects.publication_id,
    subjects.subject_type,
    subjects.subject_id,
    subjects.rule_id,
    subjects.contract_id,
    verdicts.verdict,
    verdicts.reason,
    reasons.reason_nl,
    verdicts.evidence,
    rules.legal_basis,
    subjects.delivery_id,
    subjects.source_file,
    subjects.source_line,
    subjects.citation
from subjects
left join verdicts
    on
        subjects.publication_id = verdicts.publication_id
        and subjects.rule_id = verdicts.rule_id
        and subjects.subject_type = verdicts.subject_type
        and subjects.subject_id = verdicts.subject_id
left join reasons on verdicts.reason = reasons.reason
left join rules on subjects.rule_id = rules.rule_id
