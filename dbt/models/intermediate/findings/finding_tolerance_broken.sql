-- Errors and uncertainties above the reporting tolerance, decided on unrounded amounts.
select
    publication_id,
    'entity' as subject_type,
    entity as subject_id,
    cast(year as varchar) as qualifier,
    sum_amount as amount_gross,
    entity || ' ' || year || ': errors and uncertainties of EUR ' || {{ million_en('sum_amount') }}
    || ' million are above the tolerance of EUR ' || {{ million_en('tolerance_amount') }} || ' million' as message_en,
    entity || ' ' || year || ': fouten en onzekerheden van EUR ' || {{ million_nl('sum_amount') }}
    || ' miljoen liggen boven de tolerantie van EUR ' || {{ million_nl('tolerance_amount') }} || ' miljoen'
        as message_nl,
    source_file || ', line ' || source_line as evidence
from {{ ref('int_lawfulness_tolerance') }}
where is_breach
