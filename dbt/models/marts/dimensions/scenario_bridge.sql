with scenarios as (
    select * from {{ ref('int_scenario_totals') }}
    where has_lines or total_basis != 'not_stated'
),

publications as (
    select * from {{ ref('known_publications') }}
)

select
    publication_id,
    scenario_id,
    scenario_id as counted_scenario_id,
    false as is_fact
from scenarios
union all
select
    publication_id,
    scenario_id,
    'none' as counted_scenario_id,
    true as is_fact
from scenarios
union all
-- Where no scenario has an amount there are the facts alone.
select
    publications.publication_id,
    'none' as scenario_id,
    'none' as counted_scenario_id,
    true as is_fact
from publications
anti join scenarios on publications.publication_id = scenarios.publication_id
