with coverage as (
    select
        *,
        case when subjects = 0 then 'no_subjects' when tested = 0 then 'none_tested' else 'tested' end as said,
        {{ percentage_of('cast(failed as decimal(18, 0))', 'cast(tested as decimal(18, 0))') }} as failed_pct
    from {{ ref('int_rule_coverage') }}
)

select
    publication_id,
    rule_id,
    rule_order,
    label_en,
    label_nl,
    subjects,
    tested,
    passed,
    failed,
    not_testable,
    failed_pct,
    is_share_readable,
    not_testable_reasons,
    not_testable_reasons_nl,
    {{ said('rule_coverage', 'en', 'said') }} as how_to_read_en,
    {{ said('rule_coverage', 'nl', 'said') }} as how_to_read_nl
from coverage
