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
        list_position(['opened', 'resolved', 'validated', 'reopened'], event_type) as event_order,
        event_type
    from logged
    union all
    select
        issues.publication_id,
        issues.issue_id,
        issues.created_at as event_at,
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
moments as (
    select
        publication_id,
        issue_id,
        event_at,
        bool_or(event_type = 'reopened')
        and bool_or(event_type in ('resolved', 'validated'))
        and not bool_or(event_type = 'opened') as is_both,
        arg_max(event_type, event_order) in ('opened', 'reopened') as ends_open
    from events
    group by publication_id, issue_id, event_at
),

unclear as (
    select distinct
        publication_id,
        issue_id
    from moments
    where is_both
),

-- How the last moment before that says which way it went left the issue: moments of both are NULL, and passed over.
both_ways as (
    select
        moments.publication_id,
        moments.issue_id,
        moments.event_at,
        moments.is_both,
        last_value(case when not moments.is_both then moments.ends_open end ignore nulls) over (
            partition by moments.publication_id, moments.issue_id
            order by moments.event_at rows between unbounded preceding and 1 preceding
        ) as was_open
    from moments
    semi join unclear
        on moments.publication_id = unclear.publication_id and moments.issue_id = unclear.issue_id
)

select
    events.publication_id,
    events.issue_id,
    issues.component,
    issues.is_blocking,
    events.event_at,
    case
        when both_ways.is_both and not both_ways.was_open and events.event_type = 'reopened' then 0
        else events.event_order
    end as event_order,
    events.event_type,
    events.event_type in ('opened', 'reopened') as opens
from events
left join both_ways
    on
        events.publication_id = both_ways.publication_id
        and events.issue_id = both_ways.issue_id
        and events.event_at = both_ways.event_at
inner join issues on events.publication_id = issues.publication_id and events.issue_id = issues.issue_id
inner join with_log on events.publication_id = with_log.publication_id and events.issue_id = with_log.issue_id
where
    (with_log.has_opening or issues.created_at is not null)
    and {{ day_of('events.event_at') }} <= issues.status_date
