with collisions as (
    select * from {{ ref('int_agreement_collisions') }}
),

-- What could not be judged of the spend that the rate is taken from, in the same scenario.
unjudged as (
    select
        paying.publication_id,
        paying.contract_id,
        'carries_until_migrated' as contract_role,
        {{ unless_all_unknown(
            'spend.amount_gross', known_part('spend.amount_gross', "spend.outcome = 'uncertain'")
        ) }} as uncertain_gross,
        {{ unknown_lines('spend.amount_gross', 'spend.line_id', "spend.outcome = 'uncertain'") }} as unknown_lines
    from {{ ref('int_paying_contracts') }} as paying
    inner join {{ ref('int_spend_classes') }} as spend
        on paying.publication_id = spend.publication_id and paying.paying_id = spend.contract_id
    left join {{ ref('int_spend_scenarios') }} as chosen on paying.publication_id = chosen.publication_id
    where spend.is_counted and spend.scenario_id in ('none', chosen.scenario_id)
    group by paying.publication_id, paying.contract_id
)

select
    collisions.publication_id,
    collisions.migration_id,
    collisions.contract_id,
    collisions.service_id,
    collisions.contract_role,
    collisions.sequence,
    collisions.window_start as migration_start_date,
    collisions.window_end as migration_end_date,
    collisions.window_basis,
    collisions.event_start as change_start_date,
    collisions.event_end as change_end_date,
    collisions.collision_type,
    cast(collisions.overlap_days as integer) as overlap_days,
    cast(collisions.days_past_end as integer) as days_past_contract_end,
    cast(collisions.at_risk_per_day_gross as decimal(18, 2)) as unlawful_amount_at_risk_per_day_gross,
    cast(collisions.at_risk_gross as decimal(18, 2)) as unlawful_amount_at_risk_gross,
    cast(unjudged.uncertain_gross as decimal(18, 2)) as uncertain_amount_gross,
    unjudged.unknown_lines as uncertain_unknown_lines,
    collisions.rate_basis,
    cast(collisions.rate_year as integer) as rate_year,
    collisions.rate_scenario_id,
    collisions.source_file,
    collisions.source_line
from collisions
left join unjudged
    on
        collisions.publication_id = unjudged.publication_id
        and collisions.contract_id = unjudged.contract_id
        and collisions.contract_role = unjudged.contract_role
