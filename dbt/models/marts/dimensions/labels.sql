select
    publication_id,
    subject_type,
    subject_id,
    language,
    label,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('known_labels') }}
