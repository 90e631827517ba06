-- A delivery that is to come every so often has not come in time, or nobody can tell.
with owned as (
    select
        *,
        {{ dutch_name("'owner'", 'publication_id', 'owner', 'owner') }} as owner_nl
    from {{ ref('int_delivery_freshness') }}
    where freshness != 'on_time'
)

select
    {{ finding('delivery_late', "'delivery'", 'delivery_id', days='days_late', message_code='freshness') }}
from owned
