select
    delivery_id,
    source_name,
    source_file,
    source_line,
    reason,
    row_text
from {{ source('raw', 'skipped_rows') }}
