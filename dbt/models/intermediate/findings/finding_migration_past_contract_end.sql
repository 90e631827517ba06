-- A migration that is expected to end, or ended, after the last day of the contract that carries it until then.
select
    publication_id,
    'migration' as subject_type,
    migration_id as subject_id,
    contract_id as qualifier,
    cast(at_risk_gross as decimal(18, 2)) as amount_gross,
    'Migration ' || migration_id || ' of ' || service_id || ' ends on ' || window_end || ', ' || days_past_end
    || ' days after the last day of contract ' || contract_id || ', ' || event_end
    || coalesce('; EUR ' || cast(cast(at_risk_gross as decimal(18, 2)) as varchar) || ' is at risk', '') as message_en,
    'Migratie ' || migration_id || ' van ' || service_id || ' eindigt op ' || window_end || ', ' || days_past_end
    || ' dagen na de laatste dag van contract ' || contract_id || ', ' || event_end
    || coalesce(
        '; EUR ' || replace(cast(cast(at_risk_gross as decimal(18, 2)) as varchar), '.', ',') || ' loopt risico', ''
    ) as message_nl,
    'End ' || window_basis || coalesce('; rate of the ' || rate_basis || ' in ' || rate_year, '; no spend known')
    || '; ' || source_file || ', line ' || source_line as evidence
from {{ ref('int_agreement_collisions') }}
where contract_role = 'carries_until_migrated' and days_past_end > 0
