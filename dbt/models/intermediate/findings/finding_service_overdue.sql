-- The planned end is past and it is not done: at least so many days late, and nobody knows how many more.
with overdue as (
    select
        *,
        {{ sources_left_out('migrations') }} as sources_left_out
    from {{ ref('int_delays_in_words') }}
    where delay_status = 'overdue'
)

select
    publication_id,
    service_kind as subject_type,
    service_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(overdue_days as integer) as days,
    {{ finding_words('service_overdue', sources='sources') }}
from overdue
