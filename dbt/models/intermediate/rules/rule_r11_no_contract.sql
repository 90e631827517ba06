-- R11: no contract on file, or the line names none: an uncertainty, not an error.
with spend as (
    select * from {{ ref('known_contract_spend') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
)

select
    spend.publication_id,
    'line' as subject_type,
    spend.line_id as subject_id,
    case when contracts.contract_id is null then 'fail' else 'pass' end as verdict,
    case
        when spend.contract_id is null then 'The line names no contract'
        when contracts.contract_id is null then 'The contract is not on file'
        else 'The contract is on file'
    end as reason,
    coalesce('Contract ' || spend.contract_id, 'No contract') as evidence
from spend
left join contracts
    on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
