select
    publication_id,
    milestone_id,
    title,
    subject_id,
    milestone_status,
    period_start,
    period_end,
    period_end - 1 as period_last_day,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('known_milestones') }}
