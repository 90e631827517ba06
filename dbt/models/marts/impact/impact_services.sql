with delays as (
    select
        *,
        {{ sources_left_out('migrations') }} as sources_left_out
    from {{ ref('int_services_in_chain') }}
),

subjects as (
    select * from {{ ref('int_delay_subjects') }}
),

known_issues as (
    select * from {{ ref('known_issues') }}
),

causes as (
    {{ with_names(
        'subjects', "case subject_kind when 'contract' then 'contract' else 'service' end", 'subject_id', 'subject_name'
    ) }}
),

issues as (
    {{ with_names('known_issues', "'issue'", 'issue_id', 'title') }}
),

words as (
    select * from {{ ref('code_labels') }}
    where code_list = 'delay_status'
),

states as (
    select * from {{ ref('code_labels') }}
    where code_list = 'migration_status'
)

select
    delays.publication_id,
    delays.service_id,
    delays.service_name,
    delays.service_kind,
    delays.baseline_end_date,
    delays.baseline_basis,
    delays.first_stated_end_date,
    delays.previous_end_date,
    delays.forecast_end_date,
    cast(delays.slip_days as integer) as slip_days,
    cast(delays.slip_months as integer) as slip_months,
    cast(delays.own_slip_days as integer) as own_slip_days,
    cast(delays.forecast_end_date - delays.previous_end_date as integer) as slip_days_against_previous,
    cast(delays.forecast_end_date - delays.first_stated_end_date as integer) as slip_days_since_first_statement,
    cast(delays.rebaseline_count as integer) as rebaseline_count,
    delays.slip_basis,
    delays.delay_status,
    words.label_en as delay_status_en,
    words.label_nl as delay_status_nl,
    delays.delay_basis,
    cast(delays.overdue_days as integer) as overdue_days,
    delays.migration_status,
    states.label_en as migration_status_en,
    states.label_nl as migration_status_nl,
    delays.caused_by,
    case
        when delays.caused_by is null then null
        when cause.subject_kind is not null then cause.subject_kind
        when issues.issue_id is not null then 'issue'
        else 'other'
    end as caused_by_kind,
    coalesce(cause.subject_name, issues.title) as caused_by_name,
    coalesce(cause.name_en, issues.name_en) as caused_by_name_en,
    coalesce(cause.name_nl, issues.name_nl) as caused_by_name_nl,
    cast(delays.open_blocking_issues as integer) as open_blocking_issues,
    cast(delays.open_blocking_listed as integer) as open_blocking_listed,
    delays.blocking_issue_ids,
    cast(delays.chain_slip_days as integer) as chain_slip_days,
    -- By its own dates in months, or in days below one; what is overdue or carried to it may be more.
    case
        when delays.delay_status not in ('delayed', 'overdue') or delays.chain_slip_days is null then null
        when
            delays.delay_status = 'overdue'
            or delays.delay_basis = 'dependency'
            or delays.chain_slip_days > coalesce(delays.own_slip_days, 0)
            then 'at_least_days'
        when delays.slip_months > 0 then 'months'
        when delays.slip_days is not null then 'days'
        else 'at_least_days'
    end as delay_measure,
    delays.has_unknown_carried,
    delays.critical_path,
    cast(delays.migrations as integer) as migrations,
    cast(delays.migrations_unknown as integer) as migrations_unknown,
    cast(delays.largest_migration_slip_days as integer) as largest_migration_slip_days,
    coalesce(delays.contract_id, 'none') as contract_id,
    delays.contract_end_date,
    cast(delays.contract_left_on - delays.contract_end_date as integer) as days_past_contract_end,
    case
        when delays.contract_end_date is null then 'no_contract_end_known'
        when delays.delay_status = 'done' then 'done'
        when delays.contract_left_on is null then 'no_end_known'
        when delays.contract_left_on > delays.contract_end_date then 'past_contract_end'
        else 'within_contract'
    end as contract_status,
    {{ said('lines', 'en') }} as evidence
from delays
left join words on delays.delay_status = words.code
left join states on delays.migration_status = states.code
left join causes as cause
    on delays.publication_id = cause.publication_id and delays.caused_by = cause.subject_id
left join issues
    on delays.publication_id = issues.publication_id and delays.caused_by = issues.issue_id
