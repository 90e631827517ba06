with unjudged as (
    select * from {{ ref('int_spend_unjudged') }}
),

reasons as (
    select * from {{ ref('unjudged_reasons') }}
)

select
    unjudged.publication_id,
    unjudged.scenario_id,
    unjudged.reason,
    reasons.label_en as reason_en,
    reasons.label_nl as reason_nl,
    cast(unjudged.lines as bigint) as lines,
    cast(unjudged.contracts as integer) as contracts,
    cast(unjudged.amount_gross as decimal(18, 2)) as amount_gross,
    unjudged.unknown_lines,
    reasons.deliver_en,
    reasons.deliver_nl
from unjudged
inner join reasons on unjudged.reason = reasons.reason
