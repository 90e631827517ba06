-- The migrations of what moves if a service slips another number of days that then end past the contract that carries
-- them, and the spend of the days added.
with moved as (
    select * from {{ ref('impact_slip_whatif') }}(of_publication, of_service, more_days)
),

agreements as (
    select * from {{ ref('impact_agreements') }}
    where
        publication_id = of_publication
        and contract_role = 'carries_until_migrated'
        and window_basis in ('forecast', 'baseline')
),

carried as (
    select
        agreements.*,
        moved.depth,
        moved.moved_days,
        -- What the chain carries to the service beyond its own delay moves its migrations too.
        greatest(
            coalesce(
                services.chain_slip_days - case
                    when agreements.window_basis = 'baseline' then 0
                    else coalesce(
                        services.slip_days, services.forecast_end_date - services.baseline_end_date,
                        services.own_slip_days
                    )
                end, 0
            ), 0
        ) as carried_days
    from agreements
    inner join moved on agreements.service_id = moved.subject_id
    inner join {{ ref('impact_services') }} as services
        on agreements.publication_id = services.publication_id and agreements.service_id = services.service_id
),

past as (
    select
        *,
        greatest(migration_end_date - change_end_date + carried_days, 0) as days_past_now,
        greatest(migration_end_date - change_end_date + carried_days + moved_days, 0) as days_past_then
    from carried
)

select
    publication_id,
    migration_id,
    service_id,
    contract_id,
    depth,
    change_end_date as contract_end_date,
    cast(days_past_now as integer) as days_past_now,
    cast(days_past_then as integer) as days_past_then,
    cast(
        cast(unlawful_amount_at_risk_per_day_gross as decimal(28, 2)) * (days_past_then - days_past_now)
        as decimal(18, 2)
    ) as added_amount_at_risk_gross,
    rate_basis,
    uncertain_amount_gross,
    uncertain_unknown_lines
from past
where days_past_then > days_past_now
