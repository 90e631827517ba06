-- A scenario with a longer pause and a lower non-compliant total than the one with the next shorter pause.
with falls as (
    select
        *,
        total_gross - next_total_gross as fall_gross,
        nullif(greatest(next_uncertain_gross, 0), 0) as uncertain_beside,
        {{ dutch_name("'scenario'", 'publication_id', 'next_scenario_id', 'next_scenario_name') }}
            as next_scenario_name_nl
    from {{ ref('int_pause_points') }}
    where next_total_gross < total_gross
)

select
    {{ finding('scenario_total_fell', "'scenario'", 'next_scenario_id', amount_gross='fall_gross') }}
from falls
