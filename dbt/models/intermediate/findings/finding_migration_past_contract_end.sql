-- A migration that is expected to end, or ended, after the last day of the contract that carries it until then.
select
    {{ finding(
        'migration_past_contract_end', "'migration'", 'migration_id',
        qualifier='contract_id', amount_gross='at_risk_gross', days='days_past_end'
    ) }}
from {{ ref('int_agreement_collisions') }}
where contract_role = 'carries_until_migrated' and days_past_end > 0
