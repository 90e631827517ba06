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
    {{ finding_words('tolerance_broken') }}
from named
where is_breach
