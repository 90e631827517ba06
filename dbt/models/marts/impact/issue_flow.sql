select
    publication_id,
    period_end,
    period_end - 1 as period_last_day,
    component,
    component = 'total' as is_total,
    is_complete,
    cast(open_at_start as integer) as open_at_start,
    cast(opened as integer) as opened,
    cast(reopened as integer) as reopened,
    cast(resolved as integer) as resolved,
    cast(validated as integer) as validated,
    cast(open_issues as integer) as open,
    cast(open_blocking as integer) as open_blocking,
    cast(awaiting_validation as integer) as awaiting_validation,
    cast(net_change as integer) as net_change,
    case
        when net_change < 0 then 'gaining'
        when net_change > 0 then 'losing'
        else 'level'
    end as direction,
    cast(oldest_open_days as integer) as oldest_open_days,
    cast(average_open_days as integer) as average_open_days,
    cast(open_over_30_days as integer) as open_over_30_days,
    cast(open_over_90_days as integer) as open_over_90_days
from {{ ref('int_issue_flow') }}
