-- The delivered rows that rows of the marts rest on which have no line of their own.
{% set rows = [
    ('findings', 'int_findings_raised', ['publication_id', 'finding_id']),
    ('impact_services', 'int_services_in_chain', ['publication_id', 'service_id']),
    ('impact_finance', 'int_cost_impacts', ['publication_id', 'year', 'component']),
    (
        'dual_running_costs', 'int_dual_running',
        ['publication_id', 'service_id', 'from_platform_id', 'to_platform_id', 'year']
    ),
] %}
with resting as (
    {% for mart, model, key in rows %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        publication_id,
        '{{ mart }}' as mart,
        {{ row_key(key) }} as row_key,
        sources
    from {{ ref(model) }}
    where sources is not null
    {% endfor %}
),

listed as (
    select
        publication_id,
        mart,
        row_key,
        string_split(sources, chr(30)) as sources
    from resting
),

each_source as (
    select
        publication_id,
        mart,
        row_key,
        generate_subscripts(sources, 1) as source_no,
        unnest(sources) as source
    from listed
)

select
    publication_id,
    mart,
    row_key,
    cast(source_no as integer) as source_no,
    split_part(source, chr(31), 1) as source_file,
    cast(split_part(source, chr(31), 2) as bigint) as source_line
from each_source
