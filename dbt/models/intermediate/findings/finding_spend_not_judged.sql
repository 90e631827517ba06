-- More than half of the spend of a scenario, or of what holds in all of them, could not be judged: what is said of the
-- rest says little. Why, and what to deliver, stands in the evidence.
with whole as (
    select
        publication_id,
        scenario_id,
        sum(coalesce(abs(amount_gross), abs(amount_net))) as compared
    from {{ ref('int_spend_lawfulness') }}
    where is_counted
    group by publication_id, scenario_id
),

unjudged as (
    select
        unjudged.publication_id,
        unjudged.scenario_id,
        sum(unjudged.compared) as compared,
        {{ known_part('unjudged.amount_gross') }} as amount_gross,
        sum(unjudged.unknown_lines) as unknown_lines,
        string_agg(
            reasons.label_en || ': '
            || coalesce({{ eur_en('unjudged.amount_gross') }}, 'amount including VAT not computable')
            || {{ and_unknown_lines_en('unjudged.amount_gross', 'unjudged.unknown_lines') }}
            || ', ' || {{ counted('unjudged.lines', 'line', 'lines') }} || '; deliver ' || reasons.deliver_en,
            '. ' order by unjudged.compared desc, reasons.reason_order asc
        ) as evidence_en,
        string_agg(
            reasons.label_nl || ': '
            || coalesce({{ eur_nl('unjudged.amount_gross') }}, 'bedrag inclusief btw niet te berekenen')
            || {{ and_unknown_lines_nl('unjudged.amount_gross', 'unjudged.unknown_lines') }}
            || ', ' || {{ counted('unjudged.lines', 'regel', 'regels') }} || '; lever ' || reasons.deliver_nl,
            '. ' order by unjudged.compared desc, reasons.reason_order asc
        ) as evidence_nl
    from {{ ref('int_spend_unjudged') }} as unjudged
    inner join {{ ref('unjudged_reasons') }} as reasons on unjudged.reason = reasons.reason
    group by unjudged.publication_id, unjudged.scenario_id
),

publications as (
    select * from {{ ref('known_publications') }}
),

shares as (
    select
        unjudged.*,
        publications.title,
        cast(floor({{ percentage_of('unjudged.compared', 'whole.compared') }}) as integer) as percent
    from unjudged
    inner join whole
        on unjudged.publication_id = whole.publication_id and unjudged.scenario_id = whole.scenario_id
    inner join publications on unjudged.publication_id = publications.publication_id
    where unjudged.compared * 2 > whole.compared
)

select
    publication_id,
    'publication' as subject_type,
    publication_id as subject_id,
    if(scenario_id = 'none', '', scenario_id) as qualifier,
    cast(amount_gross as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    'Of the spend ' || percent || ' % could not be judged, '
    || coalesce({{ eur_en('amount_gross') }}, 'an amount including VAT that is not computable')
    || {{ and_unknown_lines_en('amount_gross', 'unknown_lines') }}
    || if(scenario_id = 'none', '', ', scenario ' || scenario_id) || ': ' || title as message_en,
    'Van de uitgaven was ' || percent || ' % niet te beoordelen, '
    || coalesce({{ eur_nl('amount_gross') }}, 'een bedrag inclusief btw dat niet te berekenen is')
    || {{ and_unknown_lines_nl('amount_gross', 'unknown_lines') }}
    || if(scenario_id = 'none', '', ', scenario ' || scenario_id) || ': ' || title as message_nl,
    evidence_en as evidence,
    evidence_nl
from shares
