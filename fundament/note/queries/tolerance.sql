-- Errors and uncertainties against the reporting tolerance.
select
    entity,
    year,
    base_amount,
    tolerance_amount,
    error_amount,
    uncertainty_amount,
    sum_amount,
    sum_pct,
    is_breach,
    source_file || ', line ' || source_line as origin,
    citation
from marts.lawfulness_tolerance
where publication_id = $publication_id
order by all
