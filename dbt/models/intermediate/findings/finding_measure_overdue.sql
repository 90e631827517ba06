-- A measure that is past its due date and not known as in place, done or cancelled.
select
    publication_id,
    'measure' as subject_type,
    measure_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    'Measure not known as done after its due date ' || due_date || ': ' || title as message_en,
    'Maatregel niet als gereed bekend na de uiterste datum ' || due_date || ': ' || title as message_nl,
    source_file || ', line ' || source_line as evidence
from {{ ref('int_measures') }}
where is_overdue
