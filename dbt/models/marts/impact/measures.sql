with measures as (
    select * from {{ ref('int_measures') }}
),

titled as (
    {{ with_names('measures', "'measure'", 'measure_id', 'title') }}
),

of_titled as (
    select * rename (name_en as title_en, name_nl as title_nl) from titled
),

owned as (
    {{ with_names('of_titled', "'owner'", 'owner', 'owner') }}
),

scenarios as (
    select * from {{ ref('dim_scenario') }}
)

select
    owned.publication_id,
    owned.measure_id,
    owned.title,
    owned.title_en,
    owned.title_nl,
    owned.status,
    owned.status_en,
    owned.status_nl,
    owned.owner,
    owned.name_en as owner_en,
    owned.name_nl as owner_nl,
    owned.due_date,
    owned.is_overdue,
    cast(owned.days_overdue as integer) as days_overdue,
    owned.scenario_id,
    owned.scenario_name,
    scenarios.scenario_name_en,
    scenarios.scenario_name_nl,
    owned.delivery_id,
    owned.source_file,
    owned.source_line,
    owned.citation
from owned
left join scenarios on owned.publication_id = scenarios.publication_id and owned.scenario_id = scenarios.scenario_id
