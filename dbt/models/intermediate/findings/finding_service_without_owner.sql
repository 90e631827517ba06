-- A service or programme for which the register names no owner.
with named as (
    select
        services.*,
        {{ dutch_name('service', 'services.publication_id', 'services.service_id', 'services.service_name') }}
            as service_name_nl
    from {{ ref('known_services') }} as services
)

select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    {{ finding_words('service_without_owner') }}
from named
where service_kind in ('service', 'programme') and coalesce(trim(owner), '') = ''
