{{ config(materialized='table') }}
-- How each service, programme, law, agreement and platform stands: by its own migrations, and where they say nothing,
-- by what it requires; with what the chain of delays does to it.
with services as (
    select * from {{ ref('int_service_status') }}
),

chain as (
    select * from {{ ref('int_chain_slips') }}
),

open_blocking_issues as (
    select * from {{ ref('int_open_blocking_issues') }}
),

concerned as (
    select
        publication_id,
        service_id,
        unnest(subjects) as platform_id
    from services
),

issues_of_service as (
    select
        publication_id,
        service_id,
        issue_id
    from open_blocking_issues
    where service_id is not null
    union
    select
        concerned.publication_id,
        concerned.service_id,
        open_blocking_issues.issue_id
    from concerned
    inner join open_blocking_issues
        on
            concerned.publication_id = open_blocking_issues.publication_id
            and concerned.platform_id = open_blocking_issues.platform_id
),

blocking as (
    select
        publication_id,
        service_id,
        count(*) as open_blocking_issues,
        array_to_string(list_sort(list(issue_id))[:10], ', ')
        || case when count(*) > 10 then ', …' else '' end as blocking_issue_ids
    from issues_of_service
    group by publication_id, service_id
)

select
    services.publication_id,
    services.service_id,
    services.service_name,
    services.service_kind,
    services.owner,
    services.baseline_end_date,
    cast(null as date) as previous_end_date,
    services.forecast_end_date,
    cast(null as integer) as rebaseline_count,
    services.slip_days,
    services.slip_months,
    services.slip_basis,
    services.migration_status,
    case
        when services.own_status = 'unknown' and chain.required_id is not null and not services.is_cancelled
            then 'delayed_unknown'
        else services.own_status
    end as delay_status,
    case
        when services.own_status in ('delayed', 'delayed_unknown') then services.reason
        when services.own_status = 'unknown' and not services.is_cancelled then chain.required_id
    end as caused_by,
    case
        when services.own_status != 'unknown' then 'own'
        when chain.required_id is not null and not services.is_cancelled then 'dependency'
    end as delay_basis,
    coalesce(blocking.open_blocking_issues, 0) as open_blocking_issues,
    blocking.blocking_issue_ids,
    services.contract_end_date,
    chain.carried_slip_days,
    chain.chain_slip_days,
    chain.has_unknown as has_unknown_carried,
    chain.critical_path,
    services.evidence
from services
left join chain on services.publication_id = chain.publication_id and services.service_id = chain.subject_id
left join blocking
    on services.publication_id = blocking.publication_id and services.service_id = blocking.service_id
