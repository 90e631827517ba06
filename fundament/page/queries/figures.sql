-- Printed figures beside what the marts come to, those that differ first.
select
    publication_id,
    figure_id,
    printed_text,
    printed_value,
    computed_value,
    residual,
    unit,
    verdict,
    coalesce(accepted_verdict, 'exact') != 'exact' as is_exception,
    accepted_reason as accepted_reason_en,
    accepted_reason_nl,
    computed_from,
    source_file,
    source_line,
    citation,
    row_number() over (
        partition by publication_id
        order by
            list_position(['missing', 'mismatch', 'within_rounding', 'source_only', 'exact'], verdict),
            source_file,
            source_line
    ) as place,
    count(*) over (partition by publication_id) as of_all
from marts.source_reconciliation
qualify place <= $most
order by publication_id, place
