-- Measures; is_past: due before the as-of date of the release.
select
    measure_id,
    title,
    status,
    owner,
    due_date,
    due_date < $as_of_date as is_past,
    source_file || ', line ' || source_line as origin,
    citation
from marts.measures
where publication_id = $publication_id
order by due_date nulls last, measure_id
