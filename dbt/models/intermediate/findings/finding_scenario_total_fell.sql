-- A scenario with a longer pause and a lower non-compliant total than the one with the next shorter pause.
with falls as (
    select
        *,
        total_gross - next_total_gross as fall_gross,
        nullif(greatest(next_uncertain_gross, 0), 0) as uncertain_beside,
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
    cast(fall_gross as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    {{ finding_words('scenario_total_fell') }}
from falls
