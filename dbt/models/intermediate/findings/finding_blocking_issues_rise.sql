-- More blocking issues come in than the supplier resolves, over the last weeks together.
select
    {{ finding('blocking_issues_rise', "'issues'", 'component') }}
from {{ ref('int_issue_forecast') }}
where total_change > 0 and weeks_observed >= 4 and open_blocking > 0
