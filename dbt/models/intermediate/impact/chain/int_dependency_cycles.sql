{{ config(materialized='table') }}
-- Cycles among the links, each with its members. What is on or behind a cycle is left over by the order; going back
-- from each of them along one link only ends on a cycle, and every cycle that is found is a real one.
with recursive links as (
    select links.*
    from {{ ref('int_delay_links') }} as links
    inner join {{ ref('int_delay_order') }} as from_subject
        on
            links.publication_id = from_subject.publication_id
            and links.from_id = from_subject.subject_id
            and from_subject.open_links > 0
    inner join {{ ref('int_delay_order') }} as to_subject
        on
            links.publication_id = to_subject.publication_id
            and links.to_id = to_subject.subject_id
            and to_subject.open_links > 0
),

-- Everything left over waits for something left over, so each has a step back.
steps as (
    select
        publication_id,
        to_id as subject_id,
        min(from_id) as back_id
    from links
    group by publication_id, to_id
),

referred as (
    select
        publication_id,
        back_id,
        count(*) as referrers
    from steps
    group by publication_id, back_id
),

-- Take away what nothing steps back to, again and again: what stays is exactly the cycles of the steps.
peeled (publication_id, subject_id, back_id, referrers) using key (publication_id, subject_id) as (
    select
        steps.publication_id,
        steps.subject_id,
        steps.back_id,
        coalesce(referred.referrers, 0)
    from steps
    left join referred
        on steps.publication_id = referred.publication_id and steps.subject_id = referred.back_id
    union
    select
        so_far.publication_id,
        so_far.subject_id,
        any_value(so_far.back_id),
        any_value(so_far.referrers) - count(*)
    from peeled
    inner join recurring.peeled as so_far
        on peeled.publication_id = so_far.publication_id and peeled.back_id = so_far.subject_id
    where peeled.referrers = 0
    group by so_far.publication_id, so_far.subject_id
),

rings as (
    select
        publication_id,
        subject_id,
        back_id
    from peeled
    where referrers > 0
),

-- Walk each ring from its alphabetically first member only: a walk that meets an earlier one stops.
walks (publication_id, first_id, at_id, members) as (
    select
        publication_id,
        subject_id,
        back_id,
        [subject_id]
    from rings
    where back_id >= subject_id
    union all
    select
        walks.publication_id,
        walks.first_id,
        rings.back_id,
        list_prepend(walks.at_id, walks.members)
    from walks
    inner join rings on walks.publication_id = rings.publication_id and walks.at_id = rings.subject_id
    where walks.at_id != walks.first_id and rings.back_id >= walks.first_id
),

-- A member stands before what waits for it.
cycles as (
    select
        publication_id,
        first_id,
        len(members) as member_count,
        list_prepend(first_id, members) as path_members
    from walks
    where at_id = first_id
)

select
    publication_id,
    first_id,
    cast(member_count as integer) as member_count,
    case
        when member_count <= 50 then array_to_string(path_members, ' > ')
        else array_to_string(path_members[:50], ' > ') || ' > … (' || {{ said('cycle_members', 'en') }} || ')'
    end as members
from cycles
