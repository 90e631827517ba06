-- Of each service the contract that most needs a look: of what is not done the one that is passed by most days, then
-- one of which that is not known, then the one that is left in time by least.
select
    slips.publication_id,
    slips.service_id,
    slips.contract_id,
    slips.latest_end_date as contract_left_on,
    contract_ends.contract_end_date
from {{ ref('int_migration_slips') }} as slips
left join {{ ref('int_contract_ends') }} as contract_ends
    on slips.publication_id = contract_ends.publication_id and slips.contract_id = contract_ends.contract_id
where slips.contract_id is not null
qualify
    row_number() over (
        partition by slips.publication_id, slips.service_id
        order by
            slips.is_done asc,
            coalesce(slips.latest_end_date > contract_ends.contract_end_date, false) desc,
            slips.latest_end_date - contract_ends.contract_end_date desc nulls first,
            contract_ends.contract_end_date asc nulls last,
            slips.migration_id asc
    ) = 1
