-- Each issue as it stands on the status date: its state is that of the last time that it was open, or what its last
-- event and its dates say where it stands in no week.
with issues as (
    select * from {{ ref('known_issues') }}
),

status_dates as (
    select * from {{ ref('int_status_dates') }}
),

numbered as (
    select
        *,
        row_number() over (partition by publication_id, issue_id order by interval_no desc) as from_last
    from {{ ref('int_issue_intervals') }}
),

intervals as (
    select
        publication_id,
        issue_id,
        count(*) - 1 as times_reopened,
        min(first_opened_on) as first_opened_on,
        max(resolved_on) filter (where from_last = 1) as resolved_on,
        max(validated_on) filter (where from_last = 1) as validated_on
    from numbered
    group by publication_id, issue_id
),

-- The last event of each issue that is in no interval.
last_events as (
    select
        events.publication_id,
        events.issue_id,
        events.event_type
    from {{ ref('known_issue_events') }} as events
    inner join status_dates on events.publication_id = status_dates.publication_id
    anti join intervals
        on events.publication_id = intervals.publication_id and events.issue_id = intervals.issue_id
    where events.event_on <= status_dates.status_date
    qualify
        row_number() over (
            partition by events.publication_id, events.issue_id
            order by
                events.event_at desc,
                {{ event_order('events.event_type') }} desc
        ) = 1
)

select
    issues.publication_id,
    issues.issue_id,
    issues.title,
    coalesce(issues.component, 'none') as component,
    issues.severity,
    issues.is_blocking,
    issues.status,
    issues.is_number_stated,
    intervals.issue_id is not null as is_in_flow,
    case
        when intervals.issue_id is not null
            then
                case
                    when intervals.resolved_on is null then 'open'
                    when intervals.validated_on is null then 'awaiting_validation'
                    else 'validated'
                end
        when issues.created_on > status_dates.status_date then 'not_yet_open'
        -- What follows was opened on an unknown day, or nobody knows how many it stands for.
        when issues.created_on is not null and issues.is_number_stated then 'not_yet_open'
        when last_events.event_type in ('opened', 'reopened') then 'open'
        when last_events.event_type = 'resolved' then 'awaiting_validation'
        when last_events.event_type = 'validated' then 'validated'
        when issues.validated_on <= status_dates.status_date then 'validated'
        when issues.resolved_on <= status_dates.status_date then 'awaiting_validation'
        else 'open'
    end as issue_state,
    coalesce(intervals.first_opened_on, issues.created_on) as first_opened_on,
    intervals.times_reopened,
    case
        when intervals.issue_id is not null then intervals.resolved_on
        when issue_state in ('awaiting_validation', 'validated')
            then coalesce(issues.resolved_on, issues.validated_on)
    end as resolved_on,
    case
        when intervals.issue_id is not null then intervals.validated_on
        when issue_state = 'validated' then issues.validated_on
    end as validated_on,
    case
        when issue_state = 'open'
            then
                status_dates.status_date
                - coalesce(intervals.first_opened_on, issues.created_on)
    end as open_days,
    issues.target_date,
    case
        when
            issue_state = 'open'
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
left join last_events
    on issues.publication_id = last_events.publication_id and issues.issue_id = last_events.issue_id
