{{ config(materialized='table') }}
-- Per subject the path by which the most delay leaves it: its own delay, or one carried to it. Delays of a length that
-- is known, that is known at the least, and that is not known are kept apart, as none can stand for another.
with recursive subjects as (
    select subjects.*
    from {{ ref('int_delay_subjects') }} as subjects
    inner join {{ ref('int_delay_order') }} as turns
        on
            subjects.publication_id = turns.publication_id
            and subjects.subject_id = turns.subject_id
            and turns.open_links = 0
),

links as (
    select
        links.publication_id,
        links.from_id,
        links.to_id,
        links.link_type,
        links.lag_days,
        links.float_days,
        to_subject.baseline_end_date,
        to_subject.own_slip_days
    from {{ ref('int_delay_links') }} as links
    inner join subjects as to_subject
        on links.publication_id = to_subject.publication_id and links.to_id = to_subject.subject_id
),

-- `best` is compared field by field: most days first, then the least links, then the first path in the alphabet.
labels (publication_id, subject_id, length, best) using key (publication_id, subject_id, length) as (
    select
        origins.publication_id,
        origins.subject_id,
        {{ length_of('origins.best') }},
        origins.best
    from (
        select
            publication_id,
            subject_id,
            {{ own_delay('subjects') }} as best
        from subjects
        where is_origin
    ) as origins
    union
    select
        reached.publication_id,
        reached.to_id,
        reached.length,
        reached.best
    from (
        select
            arrived.publication_id,
            arrived.to_id,
            {{ length_of('arrived.best') }} as length,
            min(arrived.best) as best
        from (
            select
                links.publication_id,
                links.to_id,
                {{ carried_along('labels.best', 'links') }} as best
            from labels
            inner join links on labels.publication_id = links.publication_id and labels.subject_id = links.from_id
        ) as arrived
        where arrived.best.slip_days is null or arrived.best.slip_days > 0
        group by all
    ) as reached
    left join recurring.labels as so_far
        on
            reached.publication_id = so_far.publication_id
            and reached.to_id = so_far.subject_id
            and reached.length = so_far.length
    where so_far.subject_id is null or reached.best < so_far.best
)

select
    publication_id,
    subject_id,
    length,
    best
from labels
