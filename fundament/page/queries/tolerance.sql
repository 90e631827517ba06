-- Errors and uncertainties against the reporting tolerance.
select
    tolerance.publication_id,
    tolerance.entity,
    tolerance.entity_en,
    tolerance.entity_nl,
    tolerance.year,
    tolerance.base_amount,
    tolerance.tolerance_amount,
    tolerance.error_amount,
    tolerance.uncertainty_amount,
    tolerance.sum_amount,
    tolerance.sum_pct,
    tolerance.is_breach,
    tolerance.source_file,
    tolerance.source_line,
    tolerance.citation,
    row_number() over (
        partition by tolerance.publication_id
        order by tolerance.is_breach desc nulls last, tolerance.year desc, tolerance.entity
    ) as place,
    count(*) over (partition by tolerance.publication_id) as of_all
from marts.lawfulness_tolerance as tolerance
qualify place <= $most
order by tolerance.publication_id, place
