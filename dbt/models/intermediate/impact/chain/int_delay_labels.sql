{{ config(materialized='table') }}
-- Per subject the path by which the most delay leaves it: its own delay, or one carried to it. Delays of known and of
-- unknown length are kept apart, as neither can stand for the other.
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
labels (publication_id, subject_id, is_known, best) using key (publication_id, subject_id, is_known) as (
    select
        publication_id,
        subject_id,
        own_slip_days is not null,
        {{ own_delay('subjects') }}
    from subjects
    where is_origin
    union
    select
        reached.publication_id,
        reached.to_id,
        reached.is_known,
        reached.best
    from (
        select
            links.publication_id,
            links.to_id,
            labels.is_known,
            min({{ carried_along('labels.best', 'links') }}) as best
        from labels
        inner join links on labels.publication_id = links.publication_id and labels.subject_id = links.from_id
        where not labels.is_known or labels.best.slip_days > coalesce(links.float_days, 0)
        group by links.publication_id, links.to_id, labels.is_known
    ) as reached
    left join recurring.labels as so_far
        on
            reached.publication_id = so_far.publication_id
            and reached.to_id = so_far.subject_id
            and reached.is_known = so_far.is_known
    where so_far.subject_id is null or reached.best < so_far.best
)

select
    publication_id,
    subject_id,
    is_known,
    best
from labels
