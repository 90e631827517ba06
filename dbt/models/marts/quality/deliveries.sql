with deliveries as (
    select * from {{ source('raw', 'deliveries') }}
),

file_dates as (
    select
        delivery_id,
        source_name,
        source_file,
        min(known_from) as known_from
    from {{ ref('known_file_dates') }}
    group by delivery_id, source_name, source_file
)

select
    deliveries.delivery_id,
    deliveries.source_name,
    deliveries.source_file,
    deliveries.publication_id,
    deliveries.title,
    deliveries.owner,
    deliveries.sha256,
    deliveries.scope,
    deliveries.as_of_date,
    file_dates.known_from,
    deliveries.received_on,
    deliveries.replaced_on,
    deliveries.loaded_on,
    deliveries.duplicate_of,
    deliveries.counts_from,
    deliveries.has_key
from deliveries
left join file_dates
    on
        deliveries.delivery_id = file_dates.delivery_id
        and deliveries.source_name = file_dates.source_name
        and deliveries.source_file = file_dates.source_file
