select
    accounting.delivery_id,
    accounting.source_name,
    accounting.source_file,
    deliveries.sha256,
    accounting.lines_read,
    accounting.rows_loaded,
    accounting.rows_rejected,
    accounting.rows_skipped,
    accounting.rejected_allowed
from {{ source('raw', 'row_accounting') }} as accounting
inner join {{ source('raw', 'deliveries') }} as deliveries
    on
        accounting.delivery_id = deliveries.delivery_id
        and accounting.source_name = deliveries.source_name
        and accounting.source_file = deliveries.source_file
