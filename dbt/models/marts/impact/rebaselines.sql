select
    publication_id,
    subject_type,
    subject_id,
    rebaseline_no,
    known_on,
    as_of_date,
    planned_end_date,
    original_end_date,
    baseline_basis,
    first_stated_end_date,
    previous_end_date,
    slip_days_against_original,
    slip_days_against_previous,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('int_rebaselines') }}
where subject_type in ('contract', 'migration')
