with scenarios as (
    select * from {{ ref('known_scenarios') }}
),

-- What is declared and what printed figures name, and `none` for what names no scenario: the facts.
keys as (
    select
        publication_id,
        scenario_id
    from scenarios
    union
    select
        publication_id,
        scenario_id
    from {{ ref('known_control_totals') }}
    where scenario_id is not null
    union
    select
        publication_id,
        'none' as scenario_id
    from {{ ref('known_publications') }}
),

called as (
    select
        keys.publication_id,
        keys.scenario_id,
        coalesce(scenarios.scenario_name, keys.scenario_id) as scenario_name
    from keys
    left join scenarios on keys.publication_id = scenarios.publication_id and keys.scenario_id = scenarios.scenario_id
),

named as (
    {{ with_names('called', "'scenario'", 'scenario_id', 'scenario_name') }}
)

select
    named.publication_id,
    named.scenario_id,
    named.scenario_name,
    {{ told_apart('named.name_en', 'named.scenario_id', among='named.publication_id') }} as scenario_name_en,
    {{ told_apart('named.name_nl', 'named.scenario_id', among='named.publication_id') }} as scenario_name_nl,
    scenarios.scenario_id is not null as is_on_file,
    scenarios.pause_months,
    scenarios.is_baseline,
    scenarios.delivery_id,
    scenarios.source_file,
    scenarios.source_line,
    scenarios.citation
from named
left join scenarios on named.publication_id = scenarios.publication_id and named.scenario_id = scenarios.scenario_id
