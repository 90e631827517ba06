with paths as (
    select * from {{ ref('int_delay_paths') }}
),

subjects as (
    select * from {{ ref('int_delay_subjects') }}
)

select
    paths.publication_id,
    paths.from_id,
    paths.to_id,
    paths.path,
    cast(paths.depth as integer) as depth,
    from_subject.subject_name as from_name,
    from_subject.subject_kind as from_kind,
    to_subject.subject_name as to_name,
    to_subject.subject_kind as to_kind,
    paths.link_types,
    cast(paths.lag_days as integer) as lag_days,
    cast(paths.float_days as integer) as float_days,
    paths.carry_status,
    cast(paths.slip_days as integer) as slip_days,
    paths.is_at_least,
    cast(paths.own_slip_days as integer) as own_slip_days,
    cast(paths.chain_slip_days as integer) as chain_slip_days,
    paths.affected_date,
    paths.is_critical
from paths
inner join subjects as from_subject
    on paths.publication_id = from_subject.publication_id and paths.from_id = from_subject.subject_id
inner join subjects as to_subject
    on paths.publication_id = to_subject.publication_id and paths.to_id = to_subject.subject_id
