-- Events with their period; is_past: the period was over on the as-of date of the release.
select
    milestone_id,
    title,
    milestone_status,
    period_start,
    period_end,
    period_end <= $as_of_date as is_past,
    source_file || ', line ' || source_line as origin,
    citation
from marts.milestones
where publication_id = $publication_id
order by period_start nulls last, period_end, milestone_id
