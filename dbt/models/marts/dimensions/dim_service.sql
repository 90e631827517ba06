with services as (
    select * from {{ ref('known_services') }}
),

labels as (
    select * from {{ ref('code_labels') }}
    where code_list = 'service_kind'
),

-- What the register has and what others name, and `none` for what names no service.
keys as (
    {% for source, column in [
        ('known_services', 'service_id'), ('known_contract_spend', 'service_id'), ('known_contracts', 'platform_id')
    ] %}
    select
        publication_id,
        {{ column }} as service_id
    from {{ ref(source) }}
    where {{ column }} is not null
    union
    {% endfor %}
    select
        publication_id,
        'none' as service_id
    from {{ ref('known_publications') }}
),

called as (
    select
        keys.publication_id,
        keys.service_id,
        coalesce(services.service_name, keys.service_id) as service_name
    from keys
    left join services on keys.publication_id = services.publication_id and keys.service_id = services.service_id
),

named as (
    {{ with_names('called', "'service'", 'service_id', 'service_name') }}
)

select
    named.publication_id,
    named.service_id,
    named.service_name,
    {{ told_apart('named.name_en', 'named.service_id', among='named.publication_id') }} as service_name_en,
    {{ told_apart('named.name_nl', 'named.service_id', among='named.publication_id') }} as service_name_nl,
    services.service_id is not null as is_on_file,
    services.service_kind,
    labels.label_en as service_kind_en,
    labels.label_nl as service_kind_nl,
    services.audience,
    services.owner,
    services.delivery_id,
    services.source_file,
    services.source_line,
    services.citation
from named
left join services on named.publication_id = services.publication_id and named.service_id = services.service_id
left join labels
    on
        case
            when services.service_id is not null then services.service_kind
            when named.service_id = 'none' then 'none'
            else 'not_on_file'
        end = labels.code
