with services as (
    select * from {{ ref('known_services') }}
),

labels as (
    select * from {{ ref('code_labels') }}
    where code_list = 'service_kind'
)

select
    services.publication_id,
    services.service_id,
    services.service_name,
    services.service_kind,
    labels.label_en as service_kind_en,
    labels.label_nl as service_kind_nl,
    services.audience,
    services.owner,
    services.delivery_id,
    services.source_file,
    services.source_line,
    services.citation
from services
left join labels on services.service_kind = labels.code
