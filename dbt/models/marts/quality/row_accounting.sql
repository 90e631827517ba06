with in_force as (
    {% for name in canonical_sources() %}
    select
        '{{ name }}' as source_name,
        delivery_id,
        source_file,
        count(*) as rows_in_force
    from {{ ref('known_' ~ name) }}
    group by delivery_id, source_file
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

spend_loaded as (
    select
        delivery_id,
        source_file,
        sum(amount_gross) as amount_gross
    from {{ source('raw', 'contract_spend') }}
    group by delivery_id, source_file
),

spend_in_force as (
    select
        delivery_id,
        source_file,
        sum(amount_gross) as amount_gross
    from {{ ref('known_contract_spend') }}
    group by delivery_id, source_file
)

select
    accounting.delivery_id,
    accounting.source_name,
    accounting.source_file,
    deliveries.sha256,
    accounting.lines_read,
    accounting.rows_loaded,
    accounting.rows_rejected,
    accounting.rows_skipped,
    accounting.rejected_allowed,
    coalesce(in_force.rows_in_force, 0) as rows_in_force,
    case
        when accounting.source_name = 'contract_spend'
            then
                cast(
                    coalesce(spend_loaded.amount_gross, 0) - coalesce(spend_in_force.amount_gross, 0)
                    as decimal(18, 2)
                )
    end as superseded_amount_gross
from {{ source('raw', 'row_accounting') }} as accounting
inner join {{ source('raw', 'deliveries') }} as deliveries
    on
        accounting.delivery_id = deliveries.delivery_id
        and accounting.source_name = deliveries.source_name
        and accounting.source_file = deliveries.source_file
left join in_force
    on
        accounting.delivery_id = in_force.delivery_id
        and accounting.source_name = in_force.source_name
        and accounting.source_file = in_force.source_file
left join spend_loaded
    on accounting.delivery_id = spend_loaded.delivery_id and accounting.source_file = spend_loaded.source_file
left join spend_in_force
    on accounting.delivery_id = spend_in_force.delivery_id and accounting.source_file = spend_in_force.source_file
