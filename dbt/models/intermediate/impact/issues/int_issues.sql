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
        arg_max(
            { 'resolved_on': resolved_on, 'validated_on': validated_on }, interval_no
        ) as latest
    from {{ ref('int_issue_intervals') }}
    group by publication_id, issue_id
)

select
    issues.* exclude (component, created_at, resolved_at, validated_at),
    coalesce(issues.component, 'none') as component,
    case
        when intervals.issue_id is null then 'not_yet_open'
        when intervals.latest.resolved_on is null then 'open'
        when intervals.latest.validated_on is null then 'awaiting_validation'
        else 'validated'
    end as issue_state,
    coalesce(intervals.first_opened_on, cast(issues.created_at as date)) as first_opened_on,
    intervals.times_reopened,
    intervals.latest.resolved_on as resolved_on,
    intervals.latest.validated_on as validated_on,
    case
        when intervals.issue_id is not null and intervals.latest.resolved_on is null
            then status_dates.status_date - intervals.first_opened_on
    end as open_days,
    case
        when
            intervals.issue_id is not null
            and intervals.latest.resolved_on is null
            and issues.target_date < status_dates.status_date
            then status_dates.status_date - issues.target_date
    end as days_past_target
from issues
inner join status_dates on issues.publication_id = status_dates.publication_id
left join intervals
    on issues.publication_id = intervals.publication_id and issues.issue_id = intervals.issue_id
