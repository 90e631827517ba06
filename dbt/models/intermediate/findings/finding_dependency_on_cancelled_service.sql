-- Something that still runs depends on a service of which every migration is cancelled: no delay is carried there.
with dependencies as (
    select * from {{ ref('known_dependencies') }}
),

cancelled as (
    select * from {{ ref('int_service_status') }}
    where is_cancelled
),

-- Who waits for whom, as in the links of delay.
waiting as (
    select
        *,
        case when dependency_type in ('runs_on', 'delivered_by') then to_id else from_id end as needed_id,
        case when dependency_type in ('runs_on', 'delivered_by') then from_id else to_id end as waiting_id
    from dependencies
)

select
    waiting.publication_id,
    'service' as subject_type,
    waiting.waiting_id as subject_id,
    waiting.needed_id || ', ' || coalesce(waiting.dependency_type, 'unknown') as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    waiting.waiting_id || ' depends on ' || cancelled.service_name || ', whose migration is cancelled' as message_en,
    waiting.waiting_id || ' hangt af van ' || cancelled.service_name || ', waarvan de migratie is geannuleerd'
        as message_nl,
    waiting.source_file || ', line ' || waiting.source_line as evidence
from waiting
inner join cancelled
    on waiting.publication_id = cancelled.publication_id and waiting.needed_id = cancelled.service_id
anti join cancelled as also_cancelled
    on waiting.publication_id = also_cancelled.publication_id and waiting.waiting_id = also_cancelled.service_id
