{{ config(materialized='table') }}
-- Per link the most delay that it carries to the subject behind it.
with labels as (
    select * from {{ ref('int_delay_labels') }}
),

subjects as (
    select * from {{ ref('int_delay_subjects') }}
),

links as (
    select
        links.publication_id,
        links.from_id,
        links.to_id,
        links.link_type,
        links.lag_days,
        links.float_days,
        subjects.baseline_end_date,
        subjects.own_slip_days
    from {{ ref('int_delay_links') }} as links
    inner join subjects
        on links.publication_id = subjects.publication_id and links.to_id = subjects.subject_id
    inner join {{ ref('int_delay_order') }} as turns
        on
            links.publication_id = turns.publication_id
            and links.to_id = turns.subject_id
            and turns.open_links = 0
)

select
    links.publication_id,
    links.to_id,
    links.from_id as last_id,
    links.link_type as last_link_type,
    {{ carried_along('labels.best', 'links') }} as best
from labels
inner join links on labels.publication_id = links.publication_id and labels.subject_id = links.from_id
