{{ config(materialized='table') }}
-- Per subject what the chain does to it: the critical path, its slip with that of its own, and the critical path among
-- the things that it requires.
with arrivals as (
    select
        arrivals.*,
        {{ length_of('arrivals.best') }} as length
    from {{ ref('int_delay_arrivals') }} as arrivals
    where arrivals.best.slip_days is null or arrivals.best.slip_days > 0
),

subjects as (
    select * from {{ ref('int_delay_subjects') }}
),

-- A delay of which a length is known before one of unknown length.
critical as (
    select
        publication_id,
        to_id,
        arg_min(best, { 'is_unknown': length = 'unknown', 'best': best }) as best,
        arg_min(last_id, { 'is_unknown': length = 'unknown', 'best': best }) as last_id,
        arg_min(last_id, { 'is_unknown': length = 'unknown', 'best': best }) filter (
            where list_contains(string_split(last_link_type, '+'), 'required_by')
        ) as required_id,
        min(best) filter (
            where list_contains(string_split(last_link_type, '+'), 'required_by') and length != 'unknown'
        ) as required_best,
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
    greatest(subjects.own_slip_days, critical.best.slip_days) as chain_slip_days,
    coalesce(critical.best.slip_days > coalesce(subjects.own_slip_days, 0), false) as is_driven
from subjects
left join critical
    on subjects.publication_id = critical.publication_id and subjects.subject_id = critical.to_id
