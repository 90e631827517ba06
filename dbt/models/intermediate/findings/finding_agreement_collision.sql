-- A migration and a change of agreement at the same time, or not in the order that was decided.
select
    publication_id,
    'migration' as subject_type,
    migration_id as subject_id,
    contract_id as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(overlap_days as integer) as days,
    {{ finding_words('agreement_collision', 'collision_type') }}
from {{ ref('int_agreement_collisions') }}
where collision_type in ('change_during_migration', 'change_before_migration', 'migration_before_change')
