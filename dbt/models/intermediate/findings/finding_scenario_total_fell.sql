-- A scenario with a longer pause and a lower non-compliant total than the one with the next shorter pause.
with falls as (
    select
        *,
        {{ dutch_name('scenario', 'publication_id', 'next_scenario_id', 'next_scenario_name') }}
            as next_scenario_name_nl
    from {{ ref('int_pause_points') }}
    where next_total_gross < total_gross
)

select
    publication_id,
    'scenario' as subject_type,
    next_scenario_id as subject_id,
    '' as qualifier,
    cast(total_gross - next_total_gross as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    'Non-compliant spend falls by EUR ' || {{ million_en('(total_gross - next_total_gross)') }}
    || ' million where the pause grows from ' || pause_months || ' to ' || next_pause_months
    || ' months'
    || case
        when next_uncertain_gross > 0
            then ', beside EUR ' || {{ million_en('next_uncertain_gross') }} || ' million that could not be judged'
        else ''
    end || ', in scenario: ' || next_scenario_name as message_en,
    'De onrechtmatigheid daalt met EUR ' || {{ million_nl('(total_gross - next_total_gross)') }}
    || ' miljoen waar de pauze groeit van ' || pause_months || ' naar ' || next_pause_months
    || ' maanden'
    || case
        when next_uncertain_gross > 0
            then ', naast EUR ' || {{ million_nl('next_uncertain_gross') }} || ' miljoen die niet te beoordelen was'
        else ''
    end || ', in scenario: ' || next_scenario_name_nl as message_nl,
    {{ eur_en('total_gross') }} || ' at ' || pause_months || ' months, ' || {{ eur_en('next_total_gross') }} || ' at '
    || next_pause_months || ' months' as evidence,
    {{ eur_nl('total_gross') }} || ' bij ' || pause_months || ' maanden, ' || {{ eur_nl('next_total_gross') }}
    || ' bij ' || next_pause_months || ' maanden' as evidence_nl
from falls
