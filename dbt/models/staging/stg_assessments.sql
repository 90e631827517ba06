select
    publication_id,
    subject_id,
    subject_type,
    lawfulness_class,
    assessor_role,
    assessed_on,
    motivation,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'assessments') }}
