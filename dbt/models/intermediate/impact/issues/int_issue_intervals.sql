{{ config(materialized='table') }}
-- The times that an issue was open: from its opening, or a reopening, until the supplier resolved it; then until we
-- validated it or it was reopened. From its events where it has any, else from its dates. Nothing after the status
-- date, nothing of an issue of which the day that it was opened is not known, and nothing of a row that stands for
-- several issues, nobody knows how many.
-- An interval starts with each event that opens after one that does not, or after none; the number of starts so far is
-- the number of the interval, and all events up to the next start are of it.
with changes as (
    select
        *,
        opens and not coalesce(lag(opens) over history, false) as starts
    from {{ ref('int_issue_events') }}
    window history as (partition by publication_id, issue_id order by event_at, event_order)
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
        min(event_on) as opened_on,
        min(event_on) filter (where not opens) as resolved_on,
        min(event_on) filter (where event_type = 'validated') as validated_on
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
        coalesce(issues.component, 'none') as component,
        issues.is_blocking,
        status_dates.status_date,
        issues.created_on as opened_on,
        coalesce(issues.resolved_on, issues.validated_on) as resolved_on,
        issues.validated_on
    from {{ ref('known_issues') }} as issues
    inner join {{ ref('int_status_dates') }} as status_dates
        on issues.publication_id = status_dates.publication_id
    anti join {{ ref('known_issue_events') }} as events
        on issues.publication_id = events.publication_id and issues.issue_id = events.issue_id
    where issues.is_number_stated and issues.created_on <= status_dates.status_date
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
