select
    delivery_id,
    source_name,
    source_files,
    measure,
    cast(stated_total as decimal(28, 6)) as stated_total,
    cast(read_total as decimal(28, 6)) as read_total,
    measure != 'none' as is_stated
from {{ source('raw', 'applied_control_totals') }}
