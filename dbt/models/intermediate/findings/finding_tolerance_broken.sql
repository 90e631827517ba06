-- Errors and uncertainties above the reporting tolerance, decided on unrounded amounts.
with named as (
    select
        tolerances.*,
        {{ dutch_name("'entity'", 'tolerances.publication_id', 'tolerances.entity', 'tolerances.entity') }}
            as entity_nl
    from {{ ref('int_lawfulness_tolerance') }} as tolerances
)

select
    {{ finding(
        'tolerance_broken', "'entity'", 'entity',
        qualifier='cast(year as varchar)', amount_gross='sum_amount'
    ) }}
from named
where is_breach
