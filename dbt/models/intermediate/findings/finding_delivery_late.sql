-- A delivery that is to come every so often has not come in time, or nobody can tell.
with owned as (
    select
        *,
        {{ dutch_name('owner', 'publication_id', 'owner', 'owner') }} as owner_nl
    from {{ ref('int_delivery_freshness') }}
    where freshness != 'on_time'
)

select
    publication_id,
    'delivery' as subject_type,
    delivery_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(days_late as integer) as days,
    {{ finding_words('delivery_late', 'freshness') }}
from owned
