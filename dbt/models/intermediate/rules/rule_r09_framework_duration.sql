-- R9: a framework agreement of more years than the law allows on its first day (legal_limits) needs a reason on record.
-- Its changes count: the last one says where it ends, lawful or not. Without a first day it can't be tested: the day of
-- award is not the day it starts.
with last_changes as (
    select
        publication_id,
        contract_id,
        arg_max(new_end_date, (amendment_date, amendment_id)) as changed_end_date,
        arg_max(amendment_id, (amendment_date, amendment_id)) as amendment_id
    from {{ ref('known_contract_amendments') }}
    where new_end_date is not null
    group by publication_id, contract_id
),

frameworks as (
    select
        contracts.*,
        last_changes.changed_end_date,
        last_changes.amendment_id,
        contracts.start_date as first_day,
        greatest(
            contracts.max_extent_date, contracts.end_date, contracts.current_end_date, last_changes.changed_end_date
        ) as last_day
    from {{ ref('known_contracts') }} as contracts
    left join last_changes
        on
            contracts.publication_id = last_changes.publication_id
            and contracts.contract_id = last_changes.contract_id
    where contracts.contract_type = 'framework'
),

measured as (
    select
        frameworks.*,
        case when frameworks.changed_end_date = frameworks.last_day then frameworks.amendment_id end
            as last_amendment_id,
        limits.limit_value as limit_years,
        -- Four years from 1 January 2020 end on 31 December 2023.
        frameworks.last_day >= frameworks.first_day + to_years(limits.limit_value) as is_longer
    from frameworks
    {{ join_legal_limit('R9', 'frameworks.nature', 'frameworks.first_day') }}
)

select
    publication_id,
    'contract' as subject_type,
    contract_id as subject_id,
    case
        when is_longer is null then 'not_testable'
        when is_longer and duration_reason is null then 'fail'
        else 'pass'
    end as verdict,
    case
        when first_day is null then 'first_day_unknown'
        when last_day is null then 'last_day_unknown'
        when limit_years is null then 'no_limit_on_first_day'
        when is_longer and duration_reason is null then 'longer_without_reason'
        when is_longer then 'longer_with_reason'
        else 'not_longer'
    end as reason,
    {{ said('rule_evidence.duration', 'en') }} as evidence
from measured
