select
    publication_id,
    statement_id,
    topic,
    subject_type,
    subject_id,
    text_en,
    text_nl,
    coalesce(original_language, case when text_nl is null then 'en' when text_en is null then 'nl' end)
        as original_language,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ source('raw', 'statements') }}
