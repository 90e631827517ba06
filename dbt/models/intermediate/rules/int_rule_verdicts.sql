-- What the rules say of contracts, amendments and entities; of lines see the mart `rule_verdicts`.
{{ config(materialized='table') }}

with subjects as (
    select * from {{ ref('int_rule_subjects') }}
    where subject_type != 'line'
),

verdicts as (
    {% for rule_id, rule in [
        ('R8', 'rule_r08_direct_award'), ('R9', 'rule_r09_framework_duration'), ('R10', 'rule_r10_framework_ceiling'),
        ('R13', 'rule_r13_reporting_tolerance')
    ] %}
    select
        '{{ rule_id }}' as rule_id,
        publication_id,
        subject_type,
        subject_id,
        verdict,
        reason,
        evidence
    from {{ ref(rule) }}
    union all
    {% endfor %}
    -- R2 to R7, within the borders of article 72.
    select
        rule_id,
        publication_id,
        'amendment' as subject_type,
        amendment_id as subject_id,
        verdict,
        reason,
        test_evidence as evidence
    from {{ ref('int_amendment_verdicts') }}
)

select
    subjects.publication_id,
    subjects.subject_type,
    subjects.subject_id,
    subjects.rule_id,
    subjects.contract_id,
    verdicts.verdict,
    verdicts.reason,
    verdicts.evidence,
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
