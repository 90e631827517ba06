with statements as (
    select * from {{ ref('known_statements') }}
),

topics as (
    select * from {{ ref('code_labels') }}
    where code_list = 'statement_topic'
)

select
    statements.publication_id,
    statements.statement_id,
    statements.topic,
    topics.label_en as topic_en,
    topics.label_nl as topic_nl,
    statements.subject_type,
    statements.subject_id,
    statements.text_en,
    statements.text_nl,
    statements.original_language,
    statements.delivery_id,
    statements.source_file,
    statements.source_line,
    statements.citation
from statements
left join topics on statements.topic = topics.code
