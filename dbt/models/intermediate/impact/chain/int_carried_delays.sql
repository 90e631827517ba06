{{ config(materialized='table') }}
-- Per subject the path by which the most delay leaves it: its own delay, or one carried to it. Delays of a length that
-- is known, that is known at the least, and that is not known are kept apart, as none can stand for another.
with recursive links as (
    select * from {{ ref('int_carrying_links') }}
),

origins as (
    select
        publication_id,
        subject_id,
        {{ own_delay('subjects') }} as best
    from {{ ref('int_delay_subjects') }} as subjects
    where is_origin
),

-- Label correction (Bellman-Ford): one label per subject and length, and a step takes on from those alone that the step
-- before made better. It ends when none gets better, and lists no paths.
labels (publication_id, subject_id, length, best) using key (publication_id, subject_id, length) as (
    select
        publication_id,
        subject_id,
        {{ length_of('best') }},
        best
    from origins
    union
    select reached.*
    from ({{ reached_from('labels', 'links') }}) as reached
    left join recurring.labels as so_far
        on
            reached.publication_id = so_far.publication_id
            and reached.to_id = so_far.subject_id
            and reached.length = so_far.length
    where
        (reached.best.slip_days is null or reached.best.slip_days > 0)
        and (so_far.subject_id is null or reached.best < so_far.best)
)

select
    publication_id,
    subject_id,
    length,
    unnest(best)
from labels
