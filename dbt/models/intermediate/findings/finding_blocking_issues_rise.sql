-- More blocking issues come in than the supplier resolves, over the last weeks together.
select
    publication_id,
    'issues' as subject_type,
    component as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    {{ finding_words('blocking_issues_rise') }}
from {{ ref('int_issue_forecast') }}
where total_change > 0 and weeks_observed >= 4 and open_blocking > 0
