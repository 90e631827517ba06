-- More blocking issues come in than the supplier resolves, over the last weeks together.
select
    publication_id,
    'issues' as subject_type,
    component as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    'Open blocking issues rise: ' || open_blocking || ' open, ' || total_change || ' more than '
    || weeks_observed || ' weeks before (component ' || component || ')' as message_en,
    'Het aantal openstaande knelpunten stijgt: ' || open_blocking || ' open, ' || total_change || ' meer dan '
    || weeks_observed || ' weken eerder (onderdeel ' || component || ')' as message_nl,
    'issue_forecast as at ' || status_date as evidence,
    'issue_forecast per ' || status_date as evidence_nl
from {{ ref('int_issue_forecast') }}
where total_change > 0 and weeks_observed >= 4 and open_blocking > 0
