-- A scenario with a higher non-compliant total than the baseline.
with named as (
    select
        scenarios.*,
        nullif(greatest(scenarios.uncertain_gross, 0), 0) as uncertain_beside,
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
    {{ finding_words('scenario_total_rose') }}
from named
where increase_gross > 0
