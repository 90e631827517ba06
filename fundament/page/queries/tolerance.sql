-- Errors and uncertainties against the reporting tolerance.
select
    tolerance.publication_id,
    tolerance.entity,
    coalesce(english.label, tolerance.entity) as entity_en,
    coalesce(dutch.label, tolerance.entity) as entity_nl,
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
left join marts.labels as english
    on
        tolerance.publication_id = english.publication_id and english.subject_type = 'entity'
        and tolerance.entity = english.subject_id and english.language = 'en'
left join marts.labels as dutch
    on
        tolerance.publication_id = dutch.publication_id and dutch.subject_type = 'entity'
        and tolerance.entity = dutch.subject_id and dutch.language = 'nl'
qualify place <= $most
order by tolerance.publication_id, place
