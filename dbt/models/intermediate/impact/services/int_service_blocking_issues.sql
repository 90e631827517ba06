-- The blocking issues that are open for each service, its own and those of the platforms that concern it. Issues are
-- counted per service and per platform, and not listed per service: a platform may have very many. An issue of both a
-- service and a platform that concerns it would count twice.
with open_blocking_issues as (
    select * from {{ ref('int_open_blocking_issues') }}
),

concerned as (
    select
        publication_id,
        service_id,
        unnest(subjects) as platform_id
    from {{ ref('int_services_alone') }}
),

of_service as (
    select
        publication_id,
        service_id,
        count(*) as issue_count,
        bool_and(is_number_stated) as is_number_stated,
        list_sort(list(issue_id))[:10] as first_ids
    from open_blocking_issues
    where service_id is not null
    group by publication_id, service_id
),

of_platform as (
    select
        publication_id,
        platform_id,
        count(*) as issue_count,
        bool_and(is_number_stated) as is_number_stated,
        list_sort(list(issue_id))[:10] as first_ids
    from open_blocking_issues
    where platform_id is not null
    group by publication_id, platform_id
),

of_both as (
    select
        publication_id,
        service_id,
        platform_id,
        count(*) as issue_count
    from open_blocking_issues
    where service_id is not null and platform_id is not null
    group by publication_id, service_id, platform_id
),

of_either as (
    select
        publication_id,
        service_id,
        issue_count,
        is_number_stated,
        first_ids
    from of_service
    union all
    select
        concerned.publication_id,
        concerned.service_id,
        of_platform.issue_count - coalesce(of_both.issue_count, 0) as issue_count,
        of_platform.is_number_stated,
        of_platform.first_ids
    from concerned
    inner join of_platform
        on
            concerned.publication_id = of_platform.publication_id
            and concerned.platform_id = of_platform.platform_id
    left join of_both
        on
            concerned.publication_id = of_both.publication_id
            and concerned.service_id = of_both.service_id
            and concerned.platform_id = of_both.platform_id
)

select
    publication_id,
    service_id,
    case when bool_and(is_number_stated) then sum(issue_count) end as open_blocking_issues,
    sum(issue_count) as open_blocking_listed,
    array_to_string(list_sort(list_distinct(flatten(list(first_ids))))[:10], ', ')
    || case when sum(issue_count) > 10 then ', …' else '' end as blocking_issue_ids
from of_either
group by publication_id, service_id
