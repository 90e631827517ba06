select
    publication_id,
    measure_id,
    title,
    status,
    status_en,
    status_nl,
    owner,
    due_date,
    is_overdue,
    cast(days_overdue as integer) as days_overdue,
    scenario_id,
    scenario_name,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('int_measures') }}
