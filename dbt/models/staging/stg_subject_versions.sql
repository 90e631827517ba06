select
    publication_id,
    subject_type,
    subject_id,
    subject_name,
    original_end_date,
    planned_end_date,
    as_at,
    known_from,
    delivery_id,
    source_name,
    source_file,
    source_line,
    citation,
    last_known_from,
    last_source_file,
    last_source_line
from {{ source('raw', 'subject_versions') }}
