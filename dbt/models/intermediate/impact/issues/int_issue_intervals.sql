{{ config(materialized='table') }}
-- The times that an issue was open: from its opening, or a reopening, until the supplier resolved it; then until we
-- validated it or it was reopened. From its events where it has any, else from its dates. Nothing after the status
-- date, nothing of an issue of which the day that it was opened is not known, and nothing of a row that stands for
-- several issues, nobody knows how many.
with issues as (
    select
        issues.publication_id,
        issues.issue_id,
        coalesce(issues.component, 'none') as component,
        issues.is_blocking,
        issues.created_at,
        issues.resolved_at,
        issues.validated_at,
        status_dates.status_date
    from {{ ref('known_issues') }} as issues
    inner join {{ ref('int_status_dates') }} as status_dates
        on issues.publication_id = status_dates.publication_id
    where issues.is_number_stated
),

logged as (
    select
        publication_id,
        issue_id,
        event_at,
        event_type
    from {{ ref('known_issue_events') }}
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
        logged.publication_id,
        logged.issue_id,
        logged.event_at,
        list_position(['opened', 'resolved', 'validated', 'reopened'], logged.event_type) as event_order,
        logged.event_type
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
    where issues.created_at is not null
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
),

stated as (
    select
        events.* replace (
            case
                when both_ways.is_both and not both_ways.was_open and events.event_type = 'reopened' then 0
                else events.event_order
            end as event_order
        ),
        issues.component,
        issues.is_blocking,
        issues.status_date,
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
),

changes as (
    select
        *,
        opens and not coalesce(
            lag(opens) over (partition by publication_id, issue_id order by event_at, event_order), false
        ) as starts
    from stated
),

numbered as (
    select
        *,
        sum(cast(starts as integer)) over (
            partition by publication_id, issue_id order by event_at, event_order
        ) as interval_no
    from changes
),

from_events as (
    select
        publication_id,
        issue_id,
        any_value(component) as component,
        any_value(is_blocking) as is_blocking,
        interval_no,
        any_value(status_date) as status_date,
        {{ day_of('min(event_at)') }} as opened_on,
        {{ day_of("min(event_at) filter (where not opens)") }} as resolved_on,
        {{ day_of("min(event_at) filter (where event_type = 'validated')") }} as validated_on
    from numbered
    where interval_no > 0
    group by publication_id, issue_id, interval_no
),

sequenced as (
    select
        *,
        min(opened_on) over (partition by publication_id, issue_id) as first_opened_on,
        lead(opened_on) over (partition by publication_id, issue_id order by interval_no) as reopened_on
    from from_events
),

from_dates as (
    select
        issues.publication_id,
        issues.issue_id,
        issues.component,
        issues.is_blocking,
        issues.status_date,
        {{ day_of('issues.created_at') }} as opened_on,
        {{ day_of('coalesce(issues.resolved_at, issues.validated_at)') }} as resolved_on,
        {{ day_of('issues.validated_at') }} as validated_on
    from issues
    anti join with_log
        on issues.publication_id = with_log.publication_id and issues.issue_id = with_log.issue_id
    where {{ day_of('issues.created_at') }} <= issues.status_date
)

select
    publication_id,
    issue_id,
    component,
    is_blocking,
    cast(interval_no as integer) as interval_no,
    first_opened_on,
    opened_on,
    resolved_on,
    validated_on,
    coalesce(validated_on, reopened_on) as left_validation_on
from sequenced
union all
select
    publication_id,
    issue_id,
    component,
    is_blocking,
    1 as interval_no,
    opened_on as first_opened_on,
    opened_on,
    case when resolved_on <= status_date then resolved_on end as resolved_on,
    case when validated_on <= status_date then validated_on end as validated_on,
    case when validated_on <= status_date then validated_on end as left_validation_on
from from_dates
