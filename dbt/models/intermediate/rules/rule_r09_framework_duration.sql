-- R9: a framework agreement of more than four years needs a reason on record.
with frameworks as (
    select
        *,
        coalesce(start_date, award_date) as first_day,
        greatest(max_extent_date, end_date, current_end_date) as last_day
    from {{ ref('known_contracts') }}
    where contract_type = 'framework'
),

measured as (
    select
        *,
        -- Four years from 1 January 2020 end on 31 December 2023.
        last_day >= first_day + interval 4 year as is_longer
    from frameworks
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
        when first_day is null then 'The first day is not known'
        when last_day is null then 'The last day is not known'
        when is_longer and duration_reason is null then 'Longer than four years without a reason on record'
        when is_longer then 'Longer than four years with a reason on record'
        else 'At most four years'
    end as reason,
    'From ' || coalesce(cast(first_day as varchar), 'unknown')
    || ' to ' || coalesce(cast(last_day as varchar), 'unknown')
    || coalesce('; reason: ' || duration_reason, '') as evidence
from measured
