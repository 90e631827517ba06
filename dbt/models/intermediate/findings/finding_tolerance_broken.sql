-- Errors and uncertainties above the reporting tolerance, decided on unrounded amounts.
with named as (
    select
        tolerances.*,
        {{ dutch_name('entity', 'tolerances.publication_id', 'tolerances.entity', 'tolerances.entity') }}
            as entity_nl
    from {{ ref('int_lawfulness_tolerance') }} as tolerances
)

select
    publication_id,
    'entity' as subject_type,
    entity as subject_id,
    cast(year as varchar) as qualifier,
    sum_amount as amount_gross,
    cast(null as integer) as days,
    entity || ' ' || year || ': errors and uncertainties of EUR ' || {{ million_en('sum_amount') }}
    || ' million are above the tolerance of EUR ' || {{ million_en('tolerance_amount') }} || ' million' as message_en,
    entity_nl || ' ' || year || ': fouten en onzekerheden van EUR ' || {{ million_nl('sum_amount') }}
    || ' miljoen liggen boven de tolerantie van EUR ' || {{ million_nl('tolerance_amount') }} || ' miljoen'
        as message_nl,
    {{ line_en() }} as evidence,
    {{ line_nl() }} as evidence_nl
from named
where is_breach
