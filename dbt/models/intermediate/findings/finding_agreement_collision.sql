-- A migration and a change of agreement at the same time, or not in the order that was decided.
select
    publication_id,
    'migration' as subject_type,
    migration_id as subject_id,
    contract_id as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(overlap_days as integer) as days,
    'Migration ' || migration_id || ' of ' || service_id || ' ' || case collision_type
        when 'change_during_migration'
            then
                'meets the change to agreement ' || contract_id || ' for '
                || {{ counted('overlap_days', 'day', 'days') }}
        when 'change_before_migration'
            then 'was to come first, but agreement ' || contract_id || ' changes before it'
        else 'was to come after the change, but ends before agreement ' || contract_id || ' starts'
    end as message_en,
    'Migratie ' || migration_id || ' van ' || service_id || ' ' || case collision_type
        when 'change_during_migration'
            then
                'valt ' || {{ counted('overlap_days', 'dag', 'dagen') }} || ' samen met de overgang naar overeenkomst '
                || contract_id
        when 'change_before_migration'
            then 'zou eerst komen, maar overeenkomst ' || contract_id || ' wisselt daarvoor'
        else 'zou na de wisseling komen, maar eindigt voordat overeenkomst ' || contract_id || ' ingaat'
    end as message_nl,
    'Migration ' || coalesce(cast(window_start as varchar), '?') || ' to ' || coalesce(cast(window_end as varchar), '?')
    || ' (' || window_basis || '), change ' || event_start || ' to ' || event_end || '; ' || {{ line_en() }}
        as evidence,
    'Migratie ' || coalesce(cast(window_start as varchar), '?') || ' tot en met '
    || coalesce(cast(window_end as varchar), '?') || ' (' || {{ date_basis_nl('window_basis') }} || '), wisseling '
    || event_start || ' tot en met ' || event_end || '; ' || {{ line_nl() }} as evidence_nl
from {{ ref('int_agreement_collisions') }}
where collision_type in ('change_during_migration', 'change_before_migration', 'migration_before_change')
