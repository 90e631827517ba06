with contracts as (
    select * from {{ ref('known_contracts') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
),

labels as (
    select * from {{ ref('code_labels') }}
    where code_list = 'contract_type'
)

select
    contracts.publication_id,
    contracts.contract_id,
    contracts.contract_name,
    {{ supplier_key('contracts') }} as supplier_key,
    {{ unless_a_person('contracts', 'supplier_name') }} as supplier_name,
    contracts.contract_type,
    labels.label_en as contract_type_en,
    labels.label_nl as contract_type_nl,
    contracts.parent_contract_id,
    contracts.procurement_method,
    contracts.authority_type,
    contracts.nature,
    contracts.platform_id,
    contracts.award_date,
    contracts.start_date,
    contracts.end_date,
    contracts.max_extent_date,
    contracts.current_end_date,
    contract_ends.contract_end_date,
    contract_ends.end_date_basis,
    contracts.estimated_value_net,
    contracts.original_value_net,
    contracts.maximum_value_net,
    contracts.delivery_id,
    contracts.source_file,
    contracts.source_line,
    contracts.citation
from contracts
left join contract_ends
    on
        contracts.publication_id = contract_ends.publication_id
        and contracts.contract_id = contract_ends.contract_id
left join labels on contracts.contract_type = labels.code
