-- Each issue as it stands on the status date: its state is that of the last time that it was open.
with issues as (
    select * from {{ ref('known_issues') }}
),

status_dates as (
    select * from {{ ref('int_status_dates') }}
),

intervals as (
    select
        publication_id,
        issue_id,
        count(*) - 1 as times_reopened,
        min(first_opened_on) as first_opened_on,
        arg_max({ 'resolved': resolved_on, 'validated': validated_on }, interval_no) as latest
    from {{ ref('int_issue_intervals') }}
    group by publication_id, issue_id
)

select
    issues.publication_id,
    issues.issue_id,
    issues.title,
    coalesce(issues.component, 'none') as component,
    issues.severity,
    issues.is_blocking,
    issues.status,
    case
        when intervals.issue_id is null then 'not_yet_open'
        when intervals.latest.resolved is null then 'open'
        when intervals.latest.validated is null then 'awaiting_validation'
        else 'validated'
    end as issue_state,
    coalesce(intervals.first_opened_on, {{ day_of('issues.created_at') }}) as first_opened_on,
    intervals.times_reopened,
    intervals.latest.resolved as resolved_on,
    intervals.latest.validated as validated_on,
    case
        when intervals.latest.resolved is null then status_dates.status_date - intervals.first_opened_on
    end as open_days,
    issues.target_date,
    case
        when
            intervals.issue_id is not null
            and intervals.latest.resolved is null
            and issues.target_date < status_dates.status_date
            then status_dates.status_date - issues.target_date
    end as days_past_target,
    issues.service_id,
    issues.platform_id,
    issues.supplier_name,
    issues.delivery_id,
    issues.source_file,
    issues.source_line,
    issues.citation
from issues
inner join status_dates on issues.publication_id = status_dates.publication_id
left join intervals
    on issues.publication_id = intervals.publication_id and issues.issue_id = intervals.issue_id
