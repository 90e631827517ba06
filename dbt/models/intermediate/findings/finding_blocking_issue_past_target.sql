-- A blocking issue that is open after its target date.
select
    publication_id,
    'issue' as subject_type,
    issue_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    'Blocking issue not known as resolved after its target date ' || target_date || ': ' || title as message_en,
    'Knelpunt niet als opgelost bekend na de streefdatum ' || target_date || ': ' || title as message_nl,
    source_file || ', line ' || source_line as evidence
from {{ ref('int_open_blocking_issues') }}
where is_past_target
