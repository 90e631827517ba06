-- A migration that is expected to end, or ended, after the last day of the contract that carries it until then.
select
    publication_id,
    'migration' as subject_type,
    migration_id as subject_id,
    contract_id as qualifier,
    cast(at_risk_gross as decimal(18, 2)) as amount_gross,
    cast(days_past_end as integer) as days,
    {{ finding_words('migration_past_contract_end') }}
from {{ ref('int_agreement_collisions') }}
where contract_role = 'carries_until_migrated' and days_past_end > 0
