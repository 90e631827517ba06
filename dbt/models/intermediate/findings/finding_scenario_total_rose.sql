-- A scenario with a higher non-compliant total than the baseline.
with named as (
    select
        scenarios.*,
        {{ dutch_name('scenario', 'scenarios.publication_id', 'scenarios.scenario_id', 'scenarios.scenario_name') }}
            as scenario_name_nl
    from {{ ref('noncompliance_scenarios') }} as scenarios
)

select
    publication_id,
    'scenario' as subject_type,
    scenario_id as subject_id,
    '' as qualifier,
    increase_gross as amount_gross,
    cast(null as integer) as days,
    'Non-compliant spend rises by EUR ' || {{ million_en('increase_gross') }} || ' million to EUR '
    || {{ million_en('total_gross') }} || ' million'
    || case
        when uncertain_gross > 0
            then
                ', beside EUR ' || {{ million_en('uncertain_gross') }}
                || ' million that could not be judged,'
        else ''
    end || ' in scenario: ' || scenario_name as message_en,
    'De onrechtmatigheid stijgt met EUR ' || {{ million_nl('increase_gross') }} || ' miljoen naar EUR '
    || {{ million_nl('total_gross') }} || ' miljoen'
    || case
        when uncertain_gross > 0
            then
                ', naast EUR ' || {{ million_nl('uncertain_gross') }}
                || ' miljoen die niet te beoordelen was,'
        else ''
    end || ' in scenario: ' || scenario_name_nl as message_nl,
    {{ eur_en('baseline_total_gross') }} || ' before, ' || {{ eur_en('total_gross') }} || ' in this scenario'
        as evidence,
    'Eerst ' || {{ eur_nl('baseline_total_gross') }} || ', in dit scenario ' || {{ eur_nl('total_gross') }}
        as evidence_nl
from named
where increase_gross > 0
