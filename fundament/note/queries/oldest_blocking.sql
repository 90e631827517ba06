-- Blocking issues that have been open longest.
select
    issue_id,
    title,
    component,
    first_opened_on,
    open_days,
    source_file || ', line ' || source_line as origin,
    citation
from marts.issues
where
    publication_id = $publication_id and is_blocking and is_number_stated and issue_state = 'open'
    and open_days is not null
order by open_days desc, issue_id
limit 5
