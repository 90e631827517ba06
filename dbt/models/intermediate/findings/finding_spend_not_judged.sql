-- More than half of the spend of a scenario, or of what holds in all of them, could not be judged: what is said of the
-- rest says little. Why, and what to deliver, stands in the evidence.
with whole as (
    select
        publication_id,
        scenario_id,
        sum(coalesce(abs(amount_gross), abs(amount_net))) as compared
    from {{ ref('int_spend_classes') }}
    where is_counted
    group by publication_id, scenario_id
),

per_reason as (
    select
        unjudged.*,
        reasons.reason_order,
        reasons.label_en,
        reasons.label_nl,
        reasons.deliver_en,
        reasons.deliver_nl,
        {{ lines_beside('unjudged.amount_gross', 'unjudged.unknown_lines') }} as lines_beside
    from {{ ref('int_spend_unjudged') }} as unjudged
    inner join {{ ref('unjudged_reasons') }} as reasons on unjudged.reason = reasons.reason
),

unjudged as (
    select
        publication_id,
        scenario_id,
        sum(compared) as compared,
        {{ known_part('amount_gross') }} as amount_gross,
        sum(unknown_lines) as unknown_lines,
        string_agg(
            {{ said('spend_not_judged.reason', 'en') }}, '. ' order by compared desc, reason_order asc
        ) as reasons_en,
        string_agg(
            {{ said('spend_not_judged.reason', 'nl') }}, '. ' order by compared desc, reason_order asc
        ) as reasons_nl
    from per_reason
    group by publication_id, scenario_id
),

publications as (
    select * from {{ ref('known_publications') }}
),

shares as (
    select
        unjudged.*,
        {{ lines_beside('unjudged.amount_gross', 'unjudged.unknown_lines') }} as lines_beside,
        nullif(unjudged.scenario_id, 'none') as named_scenario_id,
        publications.title,
        cast(floor({{ percentage_of('unjudged.compared', 'whole.compared') }}) as integer) as percent
    from unjudged
    inner join whole
        on unjudged.publication_id = whole.publication_id and unjudged.scenario_id = whole.scenario_id
    inner join publications on unjudged.publication_id = publications.publication_id
    where unjudged.compared * 2 > whole.compared
)

select
    {{ finding(
        'spend_not_judged', "'publication'", 'publication_id',
        qualifier="if(scenario_id = 'none', '', scenario_id)", amount_gross='amount_gross'
    ) }}
from shares
