-- More blocking issues come in than the supplier resolves, over the last weeks together. The basis says that some are
-- open and the weeks enough for a rate.
select
    {{ finding('blocking_issues_rise', "'issues'", 'component') }}
from {{ ref('int_issue_forecast') }}
where forecast_basis = 'rate_is_not_negative' and total_change > 0
