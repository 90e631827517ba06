select
    publication_id,
    milestone_id,
    title,
    subject_id,
    milestone_status,
    period_start,
    period_end,
    citation
from {{ ref('known_milestones') }}
