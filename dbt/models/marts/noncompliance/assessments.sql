select
    publication_id,
    subject_type,
    subject_id,
    assessed_on,
    lawfulness_class,
    assessor_role,
    motivation,
    is_latest,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('int_assessments') }}
