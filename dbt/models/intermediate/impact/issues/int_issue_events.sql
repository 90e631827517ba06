-- What happened to each issue that has a log, up to the status date, in the order in which it happened. Nothing of an
-- issue of which the day that it was opened is not known, and nothing of a row that stands for several issues, nobody
-- knows how many.
with issues as (
    select
        issues.publication_id,
        issues.issue_id,
        coalesce(issues.component, 'none') as component,
        issues.is_blocking,
        issues.created_at,
        issues.created_on,
        status_dates.status_date
    from {{ ref('known_issues') }} as issues
    inner join {{ ref('int_status_dates') }} as status_dates
        on issues.publication_id = status_dates.publication_id
    where issues.is_number_stated
),

logged as (
    select * from {{ ref('known_issue_events') }}
),

with_log as (
    select
        publication_id,
        issue_id,
        bool_or(event_type = 'opened') as has_opening
    from logged
    group by publication_id, issue_id
),

-- Without an opening among its events an issue was opened when its row says.
events as (
    select
        publication_id,
        issue_id,
        event_at,
        event_on,
        {{ event_order('event_type') }} as event_order,
        event_type
    from logged
    union all
    select
        issues.publication_id,
        issues.issue_id,
        issues.created_at as event_at,
        issues.created_on as event_on,
        1 as event_order,
        'opened' as event_type
    from issues
    inner join with_log
        on
            issues.publication_id = with_log.publication_id
            and issues.issue_id = with_log.issue_id
            and not with_log.has_opening
),

-- A moment, often a whole day, at which an issue was both reopened and resolved leaves it as it was; which of the
-- two came first follows from that.
outcomes as (
    select
        publication_id,
        issue_id,
        event_at,
        bool_or(event_type = 'reopened')
        and bool_or(event_type in ('resolved', 'validated'))
        and not bool_or(event_type = 'opened') as is_undecided,
        arg_max(event_type, event_order) in ('opened', 'reopened') as ends_open
    from events
    group by publication_id, issue_id, event_at
),

issues_to_settle as (
    select distinct
        publication_id,
        issue_id
    from outcomes
    where is_undecided
),

-- How the last moment before that says which way it went left the issue: moments of both are NULL, and passed over.
states_before as (
    select
        outcomes.publication_id,
        outcomes.issue_id,
        outcomes.event_at,
        outcomes.is_undecided,
        last_value(case when not outcomes.is_undecided then outcomes.ends_open end ignore nulls) over (
            partition by outcomes.publication_id, outcomes.issue_id
            order by outcomes.event_at rows between unbounded preceding and 1 preceding
        ) as was_open
    from outcomes
    semi join issues_to_settle
        on outcomes.publication_id = issues_to_settle.publication_id and outcomes.issue_id = issues_to_settle.issue_id
)

select
    events.publication_id,
    events.issue_id,
    issues.component,
    issues.is_blocking,
    events.event_at,
    events.event_on,
    case
        when states_before.is_undecided and not states_before.was_open and events.event_type = 'reopened' then 0
        else events.event_order
    end as event_order,
    events.event_type,
    events.event_type in ('opened', 'reopened') as opens
from events
left join states_before
    on
        events.publication_id = states_before.publication_id
        and events.issue_id = states_before.issue_id
        and events.event_at = states_before.event_at
inner join issues on events.publication_id = issues.publication_id and events.issue_id = issues.issue_id
inner join with_log on events.publication_id = with_log.publication_id and events.issue_id = with_log.issue_id
where
    (with_log.has_opening or issues.created_at is not null)
    and events.event_on <= issues.status_date
