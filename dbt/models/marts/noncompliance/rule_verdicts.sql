with line_verdicts as (
    {{ line_verdicts(ref('spend')) | indent(4) }}
),

reasons as (
    select
        reason,
        label_en,
        label_nl
    from {{ ref('rule_reasons') }}
    union all
    -- What releases of before 1.0 left in the history has words in the place of the code.
    select
        label_en as reason,
        label_en,
        label_nl
    from {{ ref('rule_reasons') }}
),

verdicts as (
    select
        publication_id,
        subject_type,
        subject_id,
        rule_id,
        contract_id,
        verdict,
        reason,
        evidence,
        delivery_id,
        source_file,
        source_line,
        citation
    from {{ ref('verdicts') }}
    union all
    select
        lines.publication_id,
        'line' as subject_type,
        lines.line_id as subject_id,
        lines.rule_id,
        lines.contract_id,
        codes.verdict,
        codes.reason,
        case
            when lines.evidence_key is null then {{ said('rule_evidence.line', 'en') }}
            else evidence.evidence
        end as evidence,
        lines.delivery_id,
        lines.source_file,
        lines.source_line,
        lines.citation
    from line_verdicts as lines
    inner join {{ ref('line_verdicts') }} as codes
        on lines.rule_id = codes.rule_id and lines.verdict_no = codes.verdict_no
    left join {{ ref('evidence') }} as evidence
        on
            lines.publication_id = evidence.publication_id
            and lines.contract_id = evidence.contract_id
            and lines.evidence_key = evidence.evidence_key
)

select
    verdicts.publication_id,
    verdicts.subject_type,
    verdicts.subject_id,
    verdicts.rule_id,
    coalesce(verdicts.contract_id, 'none') as contract_id,
    verdicts.verdict,
    -- Words that the history has and no rule gives any more stand as they were.
    coalesce(reasons.label_en, verdicts.reason) as reason,
    reasons.label_nl as reason_nl,
    verdicts.evidence,
    rules.legal_basis,
    verdicts.delivery_id,
    verdicts.source_file,
    verdicts.source_line,
    verdicts.citation
from verdicts
left join reasons on verdicts.reason = reasons.reason
left join {{ ref('lawfulness_rules') }} as rules on verdicts.rule_id = rules.rule_id
