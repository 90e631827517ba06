select
    delivery_id,
    publication_id,
    title,
    owner,
    expected_every,
    when_late,
    expected_months,
    expected_days
from {{ source('raw', 'expected_deliveries') }}
