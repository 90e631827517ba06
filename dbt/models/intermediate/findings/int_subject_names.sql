-- The name of whatever a finding can be about, in both languages; what has none goes by its key.
{% set kinds = [
    ('contracts', "'contract'", 'contract', 'contract_id', 'contract_name'),
    ('services', 'service_kind', 'service', 'service_id', 'service_name'),
    ('issues', "'issue'", 'issue', 'issue_id', 'title'),
    ('measures', "'measure'", 'measure', 'measure_id', 'title'),
    ('milestones', "'milestone'", 'milestone', 'milestone_id', 'title'),
    ('scenarios', "'scenario'", 'scenario', 'scenario_id', 'scenario_name'),
    ('publications', "'publication'", 'publication', 'publication_id', 'title'),
] %}
with named as (
    {% for source, kind, label_type, key, name in kinds %}
    select
        publication_id,
        {{ kind }} as subject_type,
        '{{ label_type }}' as label_type,
        {{ key }} as subject_id,
        {{ key }} as label_id,
        {{ name }} as subject_name
    from {{ ref('known_' ~ source) }}
    union all
    {% endfor %}
    -- A reporting entity has a row for each year.
    select distinct
        publication_id,
        'entity' as subject_type,
        'entity' as label_type,
        entity as subject_id,
        entity as label_id,
        entity as subject_name
    from {{ ref('known_procurement_errors') }}
    union all
    -- A migration goes by the name of its service.
    select
        migrations.publication_id,
        'migration' as subject_type,
        'service' as label_type,
        migrations.migration_id as subject_id,
        migrations.service_id as label_id,
        services.service_name as subject_name
    from {{ ref('known_migrations') }} as migrations
    inner join {{ ref('known_services') }} as services
        on migrations.publication_id = services.publication_id and migrations.service_id = services.service_id
),

labels as (
    select * from {{ ref('known_labels') }}
    where language = 'nl'
)

select
    named.publication_id,
    named.subject_type,
    named.subject_id,
    named.subject_name as name_en,
    coalesce(labels.label, named.subject_name) as name_nl
from named
left join labels
    on
        named.publication_id = labels.publication_id
        and named.label_type = labels.subject_type
        and named.label_id = labels.subject_id
