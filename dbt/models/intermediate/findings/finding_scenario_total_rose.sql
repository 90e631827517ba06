-- A scenario with a higher non-compliant total than the baseline.
select
    publication_id,
    'scenario' as subject_type,
    scenario_id as subject_id,
    '' as qualifier,
    increase_gross as amount_gross,
    'Non-compliant spend rises by EUR ' || {{ million_en('increase_gross') }} || ' million to EUR '
    || {{ million_en('total_gross') }} || ' million in scenario: ' || scenario_name as message_en,
    'De onrechtmatigheid stijgt met EUR ' || {{ million_nl('increase_gross') }} || ' miljoen naar EUR '
    || {{ million_nl('total_gross') }} || ' miljoen in scenario: ' || scenario_name as message_nl,
    'EUR ' || baseline_total_gross || ' before, EUR ' || total_gross || ' in this scenario' as evidence
from {{ ref('noncompliance_scenarios') }}
where increase_gross > 0
