-- Per publication and rule: how many subjects there are, how many could be tested, and what came of it.
{{ config(materialized='table') }}

with lines as (
    select * from {{ ref('int_line_coverage') }}
),

subjects as (
    select
        publication_id,
        rule_id,
        sum(subjects) as subjects
    from (
        select
            publication_id,
            rule_id,
            count(*) as subjects
        from {{ ref('int_rule_subjects') }}
        where subject_type != 'line'
        group by publication_id, rule_id
        union all
        select
            publication_id,
            rule_id,
            lines as subjects
        from lines
        where verdict_no is null
    ) as by_kind
    group by publication_id, rule_id
),

counted as (
    select
        publication_id,
        rule_id,
        verdict,
        reason,
        count(*) as subjects
    from {{ ref('int_rule_verdicts') }}
    group by publication_id, rule_id, verdict, reason
    union all
    select
        lines.publication_id,
        lines.rule_id,
        codes.verdict,
        codes.reason,
        lines.lines as subjects
    from lines
    inner join {{ ref('line_verdicts') }} as codes
        on lines.rule_id = codes.rule_id and lines.verdict_no = codes.verdict_no
),

per_reason as (
    select
        counted.publication_id,
        counted.rule_id,
        counted.verdict,
        coalesce(reasons.label_en, counted.reason) as label_en,
        coalesce(reasons.label_nl, counted.reason) as label_nl,
        sum(counted.subjects) as subjects
    from counted
    left join {{ ref('rule_reasons') }} as reasons on counted.reason = reasons.reason
    group by
        counted.publication_id, counted.rule_id, counted.verdict, counted.reason, reasons.label_en, reasons.label_nl
),

verdicts as (
    select
        publication_id,
        rule_id,
        coalesce(sum(subjects) filter (where verdict = 'pass'), 0) as passed,
        coalesce(sum(subjects) filter (where verdict = 'fail'), 0) as failed,
        coalesce(sum(subjects) filter (where verdict = 'not_testable'), 0) as not_testable,
        string_agg({{ said('not_testable_reason', 'en') }}, '; ' order by subjects desc, label_en asc)
        filter (where verdict = 'not_testable') as not_testable_reasons,
        string_agg({{ said('not_testable_reason', 'nl') }}, '; ' order by subjects desc, label_en asc)
        filter (where verdict = 'not_testable') as not_testable_reasons_nl
    from per_reason
    group by publication_id, rule_id
),

publications as (
    select publication_id from {{ ref('known_publications') }}
),

rules as (
    select * from {{ ref('lawfulness_rules') }}
)

select
    publications.publication_id,
    rules.rule_id,
    rules.rule_order,
    rules.label_en,
    rules.label_nl,
    rules.how_to_read_en,
    rules.how_to_read_nl,
    cast(coalesce(subjects.subjects, 0) as bigint) as subjects,
    cast(coalesce(verdicts.passed + verdicts.failed, 0) as bigint) as tested,
    cast(coalesce(verdicts.passed, 0) as bigint) as passed,
    cast(coalesce(verdicts.failed, 0) as bigint) as failed,
    cast(coalesce(verdicts.not_testable, 0) as bigint) as not_testable,
    -- A share of fewer than ten is an anecdote.
    coalesce(verdicts.passed + verdicts.failed, 0) >= 10 as is_share_readable,
    verdicts.not_testable_reasons,
    verdicts.not_testable_reasons_nl
from publications
cross join rules
left join subjects
    on publications.publication_id = subjects.publication_id and rules.rule_id = subjects.rule_id
left join verdicts
    on publications.publication_id = verdicts.publication_id and rules.rule_id = verdicts.rule_id
