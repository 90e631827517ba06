-- How each contract was awarded, and what it is worth at the most, options, extensions and changes included, beside the
-- threshold of its award.
select
    contracts.publication_id,
    contracts.contract_id,
    contracts.contract_type,
    contracts.award_date,
    coalesce(contracts.procurement_method, 'unknown') as procurement_method,
    thresholds.threshold_amount_net,
    thresholds.threshold_citation,
    thresholds.threshold_missing_reason,
    contracts.exemption,
    contracts.exemption_reference,
    greatest(
        contracts.estimated_value_net, contracts.maximum_value_net, contracts.original_value_net,
        contract_values.highest_value_net
    ) as estimate_net,
    coalesce(contract_values.are_changes_known, true) as are_changes_known,
    contracts.original_value_net is not null or coalesce(contract_values.are_unchanged, true)
        as can_changes_be_added,
    contracts.estimated_value_net is not null or contracts.maximum_value_net is not null as has_estimate,
    contract_values.root_id
from {{ ref('known_contracts') }} as contracts
left join {{ ref('int_contract_thresholds') }} as thresholds
    on contracts.publication_id = thresholds.publication_id and contracts.contract_id = thresholds.contract_id
left join {{ ref('int_contract_values') }} as contract_values
    on
        contracts.publication_id = contract_values.publication_id
        and contracts.contract_id = contract_values.contract_id
