-- A blocking issue that is open after its target date.
with named as (
    select
        issues.*,
        {{ dutch_name("'issue'", 'issues.publication_id', 'issues.issue_id', 'issues.title') }}
            as title_nl
    from {{ ref('int_open_blocking_issues') }} as issues
)

select
    {{ finding('blocking_issue_past_target', "'issue'", 'issue_id', days='days_past_target') }}
from named
where is_past_target
