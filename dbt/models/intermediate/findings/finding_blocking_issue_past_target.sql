-- A blocking issue that is open after its target date.
with named as (
    select
        issues.*,
        {{ dutch_name('issue', 'issues.publication_id', 'issues.issue_id', 'issues.title') }}
            as title_nl
    from {{ ref('int_open_blocking_issues') }} as issues
)

select
    publication_id,
    'issue' as subject_type,
    issue_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(days_past_target as integer) as days,
    {{ finding_words('blocking_issue_past_target') }}
from named
where is_past_target
