with rebaselines as (
    select * from {{ ref('int_rebaselines') }}
    where subject_type in ('contract', 'migration')
)

select
    later.publication_id,
    later.subject_type,
    later.subject_id,
    later.rebaseline_no,
    earlier.rebaseline_no as against_rebaseline_no,
    later.known_on,
    later.planned_end_date,
    earlier.planned_end_date as against_end_date,
    cast(later.planned_end_date - earlier.planned_end_date as integer) as slip_days
from rebaselines as later
inner join rebaselines as earlier
    on
        later.publication_id = earlier.publication_id
        and later.subject_type = earlier.subject_type
        and later.subject_id = earlier.subject_id
        and later.rebaseline_no > earlier.rebaseline_no
