-- Something still to come of which the date was put off three times or more; moves to an earlier day do not count, and
-- stand in the evidence. The end of a contract is not put off: an extension is no slip.
with changes as (
    select
        *,
        if(slip_days_against_previous > 0, 'later', 'earlier') as direction
    from {{ ref('int_rebaselines') }}
    where subject_type in ('migration', 'milestone', 'measure', 'issue') and rebaseline_no > 0
),

moved as (
    select
        publication_id,
        subject_type,
        subject_id,
        count(*) filter (where slip_days_against_previous > 0) as times,
        any_value(original_end_date) as original_end_date,
        arg_max(planned_end_date, rebaseline_no) as planned_end_date,
        string_agg({{ said('forecast_slipped_thrice.move', 'en') }}, '; ' order by rebaseline_no) as moves_en,
        string_agg({{ said('forecast_slipped_thrice.move', 'nl') }}, '; ' order by rebaseline_no) as moves_nl
    from changes
    group by publication_id, subject_type, subject_id
),

still_to_come as (
    select
        publication_id,
        'migration' as subject_type,
        migration_id as subject_id,
        migration_id as title
    from {{ ref('int_migration_slips') }}
    where not is_done
    union all
    select
        publication_id,
        'milestone' as subject_type,
        milestone_id as subject_id,
        title
    from {{ ref('known_milestones') }}
    where coalesce(milestone_status, '') != 'met'
    union all
    select
        publication_id,
        'measure' as subject_type,
        measure_id as subject_id,
        title
    from {{ ref('int_measures') }}
    where not is_done
    union all
    select
        publication_id,
        'issue' as subject_type,
        issue_id as subject_id,
        title
    from {{ ref('int_issues') }}
    where is_blocking and issue_state = 'open'
),

worded as (
    select
        moved.*,
        still_to_come.title,
        {{ dutch_name('moved.subject_type', 'moved.publication_id', 'moved.subject_id', 'still_to_come.title') }}
            as title_nl
    from moved
    inner join still_to_come
        on
            moved.publication_id = still_to_come.publication_id
            and moved.subject_type = still_to_come.subject_type
            and moved.subject_id = still_to_come.subject_id
    where moved.times >= 3
)

-- A milestone may bear the key of a migration.
select
    {{ finding(
        'forecast_slipped_thrice', 'subject_type', 'subject_id',
        qualifier="case when subject_type = 'migration' then '' else subject_type end",
        days='planned_end_date - original_end_date'
    ) }}
from worded
