-- A scenario with a higher non-compliant total than the baseline.
with named as (
    select
        scenarios.*,
        nullif(greatest(scenarios.uncertain_gross, 0), 0) as uncertain_beside,
        {{ dutch_name("'scenario'", 'scenarios.publication_id', 'scenarios.scenario_id', 'scenarios.scenario_name') }}
            as scenario_name_nl
    from {{ ref('noncompliance_scenarios') }} as scenarios
)

select
    {{ finding('scenario_total_rose', "'scenario'", 'scenario_id', amount_gross='increase_gross') }}
from named
where increase_gross > 0
