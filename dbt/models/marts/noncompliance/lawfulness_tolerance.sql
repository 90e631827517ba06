with entities as (
    select * from {{ ref('int_lawfulness_tolerance') }}
)

select
    entities.publication_id,
    entities.entity,
    entities.parent_entity,
    parents.entity is not null as is_contained,
    cast(entities.year as integer) as year,
    entities.base_kind,
    entities.base_amount,
    entities.tolerance_share,
    entities.tolerance_amount,
    entities.error_amount,
    entities.uncertainty_amount,
    entities.framework_error_amount,
    cast(entities.sum_amount as decimal(18, 2)) as sum_amount,
    entities.sum_pct,
    entities.sum_low_pct,
    entities.sum_high_pct,
    entities.is_breach,
    entities.not_testable_reason,
    cast(entities.unit_of_rounding as decimal(18, 2)) as rounding_unit,
    entities.delivery_id,
    entities.source_file,
    entities.source_line,
    entities.citation
from entities
left join entities as parents
    on
        entities.publication_id = parents.publication_id
        and entities.parent_entity = parents.entity
        and entities.year = parents.year
