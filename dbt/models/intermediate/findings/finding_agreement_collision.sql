-- A migration and a change of agreement at the same time, or not in the order that was decided.
select
    {{ finding(
        'agreement_collision', "'migration'", 'migration_id',
        qualifier='contract_id', days='overlap_days', message_code='collision_type'
    ) }}
from {{ ref('int_agreement_collisions') }}
where collision_type in ('change_during_migration', 'change_before_migration', 'migration_before_change')
