with entities as (
    select * from {{ ref('int_lawfulness_tolerance') }}
),

named as (
    {{ with_names('entities', "'entity'", 'entity', 'entity') }}
)

select
    named.publication_id,
    named.entity,
    named.name_en as entity_en,
    named.name_nl as entity_nl,
    named.parent_entity,
    parents.entity is not null as is_contained,
    cast(named.year as integer) as year,
    named.base_kind,
    named.base_amount,
    named.tolerance_share,
    named.tolerance_amount,
    named.error_amount,
    named.uncertainty_amount,
    named.framework_error_amount,
    cast(named.sum_amount as decimal(18, 2)) as sum_amount,
    named.sum_pct,
    named.sum_low_pct,
    named.sum_high_pct,
    named.is_breach,
    reasons.label_en as not_testable_reason,
    cast(named.unit_of_rounding as decimal(18, 2)) as rounding_unit,
    named.delivery_id,
    named.source_file,
    named.source_line,
    named.citation
from named
left join {{ ref('rule_reasons') }} as reasons on named.not_testable_reason = reasons.reason
left join entities as parents
    on
        named.publication_id = parents.publication_id
        and named.parent_entity = parents.entity
        and named.year = parents.year
