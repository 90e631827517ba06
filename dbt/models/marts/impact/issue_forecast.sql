select
    publication_id,
    component,
    component = 'total' as is_total,
    status_date,
    cast(open_blocking as integer) as open_blocking,
    cast(weeks_observed as integer) as weeks_observed,
    cast(weekly_change as decimal(18, 4)) as weekly_change,
    cast(weekly_change_low as decimal(18, 4)) as weekly_change_low,
    cast(weekly_change_high as decimal(18, 4)) as weekly_change_high,
    forecast_basis,
    forecast_date,
    earliest_date,
    latest_date
from {{ ref('int_issue_forecast') }}
