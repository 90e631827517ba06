-- A migration of which the planned end was put off three times or more; moves to an earlier day do not count.
with rebaselines as (
    select * from {{ ref('int_rebaselines') }}
    where subject_type = 'migration'
),

put_off as (
    select
        publication_id,
        subject_id,
        count(*) as times,
        max(known_on) as last_known_on,
        arg_max(planned_end_date, rebaseline_no) as planned_end_date,
        any_value(original_end_date) as original_end_date,
        string_agg(known_on || ': to ' || planned_end_date, '; ' order by rebaseline_no) as evidence,
        string_agg(known_on || ': naar ' || planned_end_date, '; ' order by rebaseline_no) as evidence_nl
    from rebaselines
    where slip_days_against_previous > 0
    group by publication_id, subject_id
)

select
    put_off.publication_id,
    'migration' as subject_type,
    put_off.subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    'Migration ' || put_off.subject_id || ' was put off ' || put_off.times || ' times, from '
    || put_off.original_end_date || ' to ' || put_off.planned_end_date as message_en,
    'Migratie ' || put_off.subject_id || ' is ' || put_off.times || ' keer uitgesteld, van '
    || put_off.original_end_date || ' naar ' || put_off.planned_end_date as message_nl,
    put_off.evidence,
    put_off.evidence_nl
from put_off
inner join {{ ref('int_migration_slips') }} as slips
    on put_off.publication_id = slips.publication_id and put_off.subject_id = slips.migration_id
where put_off.times >= 3 and slips.actual_end_date is null and coalesce(slips.status, '') != 'completed'
