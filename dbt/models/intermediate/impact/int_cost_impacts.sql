-- Cost impacts per year and component: what the publication states, the cost of running two platforms as the spend
-- shows it, and a component `total`.
with cost_impacts as (
    select * from {{ ref('known_cost_impacts') }}
),

dual_running as (
    select * from {{ ref('int_dual_running') }}
),

stated as (
    select
        publication_id,
        year,
        component,
        sum(amount_eur) as amount_eur,
        cast(0 as integer) as unknown_lines,
        sum(rounding_unit) as rounding_units_sum,
        {{ sources_of() }} as sources,
        count(*) as lines,
        cast(null as bigint) as services,
        'as_published' as amount_basis
    from cost_impacts
    group by publication_id, year, component
),

-- Where the publication itself states this component for the year, its own amount counts.
computed as (
    select
        dual_running.publication_id,
        dual_running.year,
        'dual_running' as component,
        {{ known_part('dual_running.dual_running_gross') }} as amount_eur,
        cast(sum(dual_running.unknown_lines) as integer) as unknown_lines,
        cast(0 as decimal(18, 2)) as rounding_units_sum,
        cast(null as varchar) as sources,
        cast(null as bigint) as lines,
        count(distinct dual_running.service_id) as services,
        'from_spend' as amount_basis
    from dual_running
    anti join stated
        on
            dual_running.publication_id = stated.publication_id
            and dual_running.year = stated.year
            and stated.component = 'dual_running'
    group by dual_running.publication_id, dual_running.year
),

amounts as (
    select
        *,
        {{ sources_left_out('lines') }} as sources_left_out
    from stated
    union all
    select
        *,
        null as sources_left_out
    from computed
),

components as (
    select
        publication_id,
        year,
        component,
        amount_eur,
        unknown_lines,
        rounding_units_sum,
        sources,
        {{ said('cost_impact', 'en') }} as evidence,
        amount_basis
    from amounts
),

totals as (
    select
        publication_id,
        year,
        'total' as component,
        {{ known_part('amount_eur') }} as amount_eur,
        cast(sum(unknown_lines) as integer) as unknown_lines,
        sum(rounding_units_sum) as rounding_units_sum,
        string_agg(sources, chr(30) order by component) as sources,
        string_agg(evidence, '; ' order by component) as evidence,
        'from_components' as amount_basis
    from components
    group by publication_id, year
)

select * from components
union all
select * from totals
