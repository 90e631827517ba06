{{ config(materialized='table') }}
-- Every path of delay into a subject that not more than `chain_paths_per_subject` paths reach; into the others the
-- critical path alone. All paths into what comes before such a subject are fewer still, so none is missed.
with recursive links as (
    select * from {{ ref('int_carrying_links') }}
    where paths_into <= {{ var('chain_paths_per_subject') }}
),

-- Each step adds a link to the paths of the step before, but not where the float has taken up all. It ends since no
-- link is on a cycle.
paths (publication_id, subject_id, path) as (
    select
        subjects.publication_id,
        subjects.subject_id,
        {{ own_delay('subjects') }}
    from {{ ref('int_delay_subjects') }} as subjects
    where subjects.is_origin
    union all
    select
        links.publication_id,
        links.to_id,
        {{ carried_along('paths.path', 'links') }}
    from paths
    inner join links on paths.publication_id = links.publication_id and paths.subject_id = links.from_id
    where paths.path.slip_days is null or paths.path.slip_days > 0
),

listed as (
    select paths.*
    from paths
    where paths.path.depth > 0
    union all
    select
        slips.publication_id,
        slips.subject_id,
        slips.best as path
    from {{ ref('int_chain_slips') }} as slips
    inner join {{ ref('int_delay_order') }} as turns
        on slips.publication_id = turns.publication_id and slips.subject_id = turns.subject_id
    where slips.best is not null and turns.paths_into > {{ var('chain_paths_per_subject') }}
)

select
    listed.publication_id,
    listed.path.from_id,
    listed.subject_id as to_id,
    listed.path.path,
    listed.path.depth,
    listed.path.link_types,
    listed.path.lag_days,
    listed.path.float_days,
    case when listed.path.slip_days < 0 then 0 else listed.path.slip_days end as slip_days,
    slips.own_slip_days,
    slips.chain_slip_days,
    {{ length_of('listed.path') }} = 'at_least' as is_at_least,
    listed.path.affected_date,
    coalesce(listed.path.path = slips.critical_path, false) as is_critical,
    case
        when listed.path.slip_days is null then 'unknown_length'
        when listed.path.slip_days <= 0 then 'taken_up'
        else 'carried'
    end as carry_status
from listed
inner join {{ ref('int_chain_slips') }} as slips
    on listed.publication_id = slips.publication_id and listed.subject_id = slips.subject_id
