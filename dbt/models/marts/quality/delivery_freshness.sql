select
    delivery_id,
    publication_id,
    title,
    owner,
    expected_every,
    when_late,
    newest_as_of_date,
    due_on,
    freshness,
    days_late
from {{ ref('int_delivery_freshness') }}
