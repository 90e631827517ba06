select
    delivery_id,
    source_name,
    source_file,
    source_line,
    column_name,
    rejected_value,
    reason
from {{ source('raw', 'rejected_rows') }}
