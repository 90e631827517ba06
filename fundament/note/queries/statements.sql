-- What the source states in words: what is asked first, then what a reader must know, then what explains it.
select
    statement_id,
    topic,
    subject_type,
    subject_id,
    text_en,
    text_nl,
    original_language,
    source_file || ', line ' || source_line as origin,
    citation
from marts.statements
where publication_id = $publication_id
order by
    list_position(
        ['decision_asked', 'continuity', 'risk', 'commitment', 'next_step', 'background', 'definition'], topic
    ),
    source_file, source_line
