with costs as (
    select * from {{ ref('int_cost_impacts') }}
),

named as (
    {{ with_names('costs', "'cost_component'", 'component', 'component') }}
),

words as (
    select * from {{ ref('code_labels') }}
    where code_list = 'cost_component'
)

select
    named.publication_id,
    cast(named.year as integer) as year,
    named.component,
    coalesce(words.label_en, named.name_en) as component_en,
    coalesce(words.label_nl, named.name_nl) as component_nl,
    named.amount_basis = 'from_components' as is_total,
    cast(named.amount_eur as decimal(18, 2)) as amount_eur,
    named.unknown_lines,
    cast(named.rounding_units_sum as decimal(18, 2)) as rounding_units_sum,
    named.amount_basis,
    named.evidence
from named
left join words on named.component = words.code
