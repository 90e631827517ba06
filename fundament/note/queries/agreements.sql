-- Migrations beside the contracts and agreements that they touch, those that collide first.
select
    impact.migration_id,
    impact.contract_id,
    impact.service_id,
    impact.collision_type,
    impact.overlap_days,
    impact.days_past_contract_end,
    impact.unlawful_amount_at_risk_gross,
    impact.contract_role,
    impact.uncertain_amount_gross,
    impact.uncertain_unknown_lines,
    service.service_name,
    contract.contract_name,
    impact.source_file || ', line ' || impact.source_line as origin
from marts.impact_agreements as impact
left join marts.dim_service as service
    on impact.publication_id = service.publication_id and impact.service_id = service.service_id
left join marts.dim_contract as contract
    on impact.publication_id = contract.publication_id and impact.contract_id = contract.contract_id
where impact.publication_id = $publication_id and impact.collision_type != 'none'
order by
    impact.collision_type = 'unknown',
    impact.unlawful_amount_at_risk_gross desc nulls last,
    impact.overlap_days desc nulls last,
    impact.migration_id,
    impact.contract_id
