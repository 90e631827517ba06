-- A migration that is expected to end, or ended, after the last day of the contract that carries it until then.
with late as (
    select
        *,
        case rate_basis when 'service' then 'de dienst' when 'platform' then 'het platform' else 'het contract' end
            as rate_basis_nl
    from {{ ref('int_agreement_collisions') }}
    where contract_role = 'carries_until_migrated' and days_past_end > 0
)

select
    publication_id,
    'migration' as subject_type,
    migration_id as subject_id,
    contract_id as qualifier,
    cast(at_risk_gross as decimal(18, 2)) as amount_gross,
    cast(days_past_end as integer) as days,
    'Migration ' || migration_id || ' of ' || service_id || ' ends on ' || window_end || ', '
    || {{ counted('days_past_end', 'day', 'days') }} || ' after the last day of contract ' || contract_id || ', '
    || event_end || coalesce('; ' || {{ eur_en('at_risk_gross') }} || ' is at risk', '') as message_en,
    'Migratie ' || migration_id || ' van ' || service_id || ' eindigt op ' || window_end || ', '
    || {{ counted('days_past_end', 'dag', 'dagen') }} || ' na de laatste dag van contract ' || contract_id || ', '
    || event_end || coalesce('; ' || {{ eur_nl('at_risk_gross') }} || ' loopt risico', '') as message_nl,
    'End ' || window_basis || coalesce('; rate of the ' || rate_basis || ' in ' || rate_year, '; no spend known')
    || '; ' || {{ line_en() }} as evidence,
    'Einde ' || {{ date_basis_nl('window_basis') }}
    || coalesce('; tarief van ' || rate_basis_nl || ' in ' || rate_year, '; geen uitgaven bekend')
    || '; ' || {{ line_nl() }} as evidence_nl
from late
