{{ config(materialized='table') }}
-- Per subject what the chain does to it: the critical path, its slip with that of its own, and the critical path among
-- the things that it requires.
with subjects as (
    select * from {{ ref('int_delay_subjects') }}
),

-- What each link carries, a row per kind of length.
carried as (
    select
        links.publication_id,
        links.to_id,
        links.from_id as last_id,
        list_contains(string_split(links.link_type, '+'), 'required_by') as is_required,
        {{ carried_along('labels', 'links') }} as path
    from {{ ref('int_carried_delays') }} as labels
    inner join {{ ref('int_carrying_links') }} as links
        on labels.publication_id = links.publication_id and labels.subject_id = links.from_id
),

arrivals as (
    select
        carried.*,
        {{ length_of('carried.path') }} as length,
        -- A delay of which a length is known before one of unknown length.
        { 'is_unknown': carried.path.slip_days is null, 'path': carried.path } as turn
    from carried
    where carried.path.slip_days is null or carried.path.slip_days > 0
),

critical as (
    select
        publication_id,
        to_id,
        arg_min(path, turn) as best,
        arg_min(last_id, turn) as last_id,
        arg_min(last_id, turn) filter (where is_required) as required_id,
        min(path) filter (where is_required and length != 'unknown') as required_best,
        bool_or(length != 'known') as has_unknown
    from arrivals
    group by publication_id, to_id
)

select
    subjects.publication_id,
    subjects.subject_id,
    subjects.own_slip_days,
    critical.best,
    critical.best.path as critical_path,
    critical.last_id,
    critical.required_id,
    critical.required_best.slip_days as required_slip_days,
    coalesce(critical.has_unknown, false) as has_unknown,
    critical.best.slip_days as carried_slip_days,
    greatest(subjects.own_slip_days, critical.best.slip_days) as chain_slip_days
from subjects
left join critical
    on subjects.publication_id = critical.publication_id and subjects.subject_id = critical.to_id
