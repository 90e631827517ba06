{{ config(materialized='table') }}
-- The links that delay is carried over: those to a subject that got its turn, so none on or behind a cycle. With each
-- the end and the own slip of that subject, and the number of paths into it.
with links as (
    select * from {{ ref('int_delay_links') }}
),

subjects as (
    select * from {{ ref('int_delay_subjects') }}
),

turns as (
    select * from {{ ref('int_delay_order') }}
    where open_links = 0
)

select
    links.*,
    subjects.baseline_end_date,
    subjects.own_slip_days,
    turns.paths_into
from links
inner join subjects
    on links.publication_id = subjects.publication_id and links.to_id = subjects.subject_id
inner join turns
    on links.publication_id = turns.publication_id and links.to_id = turns.subject_id
