select
    publication_id,
    milestone_id,
    subject_id,
    title,
    period_start,
    period_end,
    milestone_status,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'milestones') }}
