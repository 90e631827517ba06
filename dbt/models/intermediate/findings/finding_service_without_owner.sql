-- A service or programme for which the register names no owner.
with named as (
    select
        services.*,
        {{ dutch_name("'service'", 'services.publication_id', 'services.service_id', 'services.service_name') }}
            as service_name_nl
    from {{ ref('known_services') }} as services
)

select
    {{ finding('service_without_owner', 'service_kind', 'service_id') }}
from named
where service_kind in ('service', 'programme') and coalesce(trim(owner), '') = ''
