-- The planned end is past and it is not done: at least so many days late, and nobody knows how many more.
with overdue as (
    select
        *,
        {{ sources_left_out('migrations') }} as sources_left_out
    from {{ ref('int_delays_in_words') }}
    where delay_status = 'overdue'
)

select
    {{ finding('service_overdue', 'service_kind', 'service_id', days='overdue_days', sources='sources') }}
from overdue
