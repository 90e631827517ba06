-- Cost impacts per year and component, with a component `total`.
with cost_impacts as (
    select * from {{ ref('known_cost_impacts') }}
),

components as (
    select
        publication_id,
        year,
        component,
        sum(amount_eur) as amount_eur,
        sum(rounding_unit) as rounding_units_sum,
        {{ lines_of('source_file', 'source_line') }} as evidence,
        'as_published' as amount_basis
    from cost_impacts
    group by publication_id, year, component
),

totals as (
    select
        publication_id,
        year,
        'total' as component,
        sum(amount_eur) as amount_eur,
        sum(rounding_unit) as rounding_units_sum,
        {{ lines_of('source_file', 'source_line') }} as evidence,
        'from_components' as amount_basis
    from cost_impacts
    group by publication_id, year
)

select * from components
union all
select * from totals
