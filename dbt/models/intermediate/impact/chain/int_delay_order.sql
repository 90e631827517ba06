{{ config(materialized='table') }}
-- The subjects in the order of their links, each after all that it waits for, with the number of paths of delay that
-- reach it. Subjects on a cycle, or behind one, keep `open_links` above zero: their turn never comes.
with recursive subjects as (
    select * from {{ ref('int_delay_subjects') }}
),

links as (
    select * from {{ ref('int_delay_links') }}
),

waiting as (
    select
        publication_id,
        to_id,
        count(*) as open_links
    from links
    group by publication_id, to_id
),

ordered (publication_id, subject_id, open_links, level, is_origin, paths_into)
using key (publication_id, subject_id) as (
    select
        subjects.publication_id,
        subjects.subject_id,
        coalesce(waiting.open_links, 0),
        0,
        subjects.is_origin,
        cast(0 as hugeint)
    from subjects
    left join waiting
        on subjects.publication_id = waiting.publication_id and subjects.subject_id = waiting.to_id
    union
    select
        links.publication_id,
        links.to_id,
        any_value(so_far.open_links) - count(*),
        max(greatest(so_far.level, ordered.level + 1)),
        any_value(so_far.is_origin),
        -- Capped, since the number of paths grows without bound.
        least(
            any_value(so_far.paths_into) + sum(ordered.paths_into + cast(ordered.is_origin as integer)),
            cast(1000000000000000 as hugeint)
        )
    from ordered
    inner join links on ordered.publication_id = links.publication_id and ordered.subject_id = links.from_id
    inner join recurring.ordered as so_far
        on links.publication_id = so_far.publication_id and links.to_id = so_far.subject_id
    where ordered.open_links = 0
    group by links.publication_id, links.to_id
)

select
    publication_id,
    subject_id,
    open_links,
    cast(level as integer) as level,
    is_origin,
    cast(paths_into as bigint) as paths_into
from ordered
