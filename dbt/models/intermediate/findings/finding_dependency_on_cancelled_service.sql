-- Something that still runs depends on a service of which every migration is cancelled: no delay is carried there.
with dependencies as (
    select * from {{ ref('known_dependencies') }}
),

services as (
    select
        statuses.*,
        {{ dutch_name("'service'", 'statuses.publication_id', 'statuses.service_id', 'statuses.service_name') }}
            as service_name_nl
    from {{ ref('int_services_alone') }} as statuses
),

cancelled as (
    select * from services
    where is_cancelled
),

waiting as (
    select
        *,
        {{ who_waits('needed_id', 'waiting_id') }}
    from dependencies
),

named as (
    select
        waiting.*,
        cancelled.service_name as cancelled_name,
        cancelled.service_name_nl as cancelled_name_nl,
        coalesce(waiting_service.service_name, waiting.waiting_id) as waiting_name,
        coalesce(waiting_service.service_name_nl, waiting.waiting_id) as waiting_name_nl
    from waiting
    inner join cancelled
        on waiting.publication_id = cancelled.publication_id and waiting.needed_id = cancelled.service_id
    left join services as waiting_service
        on
            waiting.publication_id = waiting_service.publication_id
            and waiting.waiting_id = waiting_service.service_id
    anti join cancelled as also_cancelled
        on waiting.publication_id = also_cancelled.publication_id and waiting.waiting_id = also_cancelled.service_id
)

select
    {{ finding(
        'dependency_on_cancelled_service', "'service'", 'waiting_id',
        qualifier="needed_id || ', ' || coalesce(dependency_type, 'unknown')"
    ) }}
from named
