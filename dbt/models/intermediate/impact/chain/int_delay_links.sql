{{ config(materialized='table') }}
-- The links that a delay travels along, in its direction: from what is late to what waits for it.
with dependencies as (
    select * from {{ ref('known_dependencies') }}
),

subjects as (
    select * from {{ ref('int_delay_subjects') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

moving as (
    select * from {{ ref('int_migration_slips') }}
    where not is_done
),

-- The agreements under which a platform is paid, from the dependencies and from the register.
platform_agreements as (
    select
        publication_id,
        from_id as platform_id,
        to_id as contract_id
    from dependencies
    where dependency_type = 'paid_under'
    union
    select
        publication_id,
        platform_id,
        contract_id
    from contracts
    where platform_id is not null
),

links as (
    select
        publication_id,
        {{ who_waits('from_id', 'to_id') }},
        coalesce(dependency_type, 'unknown') as link_type,
        lag_days
    from dependencies
    union all
    select
        publication_id,
        to_platform_id as from_id,
        service_id as to_id,
        'migrates_to' as link_type,
        null as lag_days
    from moving
    where to_platform_id is not null and to_platform_id != service_id
    union all
    select
        publication_id,
        service_id as from_id,
        contract_id as to_id,
        'carried_by' as link_type,
        null as lag_days
    from moving
    where contract_id is not null
    union all
    select
        publication_id,
        service_id as from_id,
        target_contract_id as to_id,
        'changes_to' as link_type,
        null as lag_days
    from moving
    where target_contract_id is not null
    union all
    select
        moving.publication_id,
        moving.service_id as from_id,
        platform_agreements.contract_id as to_id,
        'stays_under' as link_type,
        null as lag_days
    from moving
    inner join platform_agreements
        on
            moving.publication_id = platform_agreements.publication_id
            and moving.from_platform_id = platform_agreements.platform_id
),

merged as (
    select
        publication_id,
        from_id,
        to_id,
        string_agg(distinct link_type, '+' order by link_type) as link_type,
        max(lag_days) as lag_days
    from links
    group by publication_id, from_id, to_id
)

select
    merged.publication_id,
    merged.from_id,
    merged.to_id,
    merged.link_type,
    merged.lag_days,
    -- Room in the plan: days between the earliest start that the plan allowed for and the planned date itself.
    -- NULL where a date or the lag is not known.
    case
        when to_subject.baseline_end_date - (from_subject.baseline_end_date + merged.lag_days) is not null
            then greatest(to_subject.baseline_end_date - (from_subject.baseline_end_date + merged.lag_days), 0)
    end as float_days
from merged
inner join subjects as from_subject
    on merged.publication_id = from_subject.publication_id and merged.from_id = from_subject.subject_id
inner join subjects as to_subject
    on merged.publication_id = to_subject.publication_id and merged.to_id = to_subject.subject_id
where
    not from_subject.is_cancelled
    and not to_subject.is_cancelled
    and not to_subject.is_done
