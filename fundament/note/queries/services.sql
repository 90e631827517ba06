-- Every service, programme, law, agreement and platform, the largest slip first.
select
    impact.service_id,
    impact.service_name,
    impact.service_kind,
    impact.baseline_end_date,
    impact.baseline_basis,
    impact.forecast_end_date,
    impact.previous_end_date,
    impact.slip_days_against_previous,
    impact.first_stated_end_date,
    impact.slip_days_since_first_statement,
    impact.slip_months,
    impact.slip_days,
    impact.slip_basis,
    impact.migrations,
    impact.delay_status,
    impact.delay_measure,
    impact.chain_slip_days,
    impact.overdue_days,
    impact.open_blocking_issues,
    impact.contract_end_date,
    impact.days_past_contract_end,
    cause.service_name as cause_name,
    impact.caused_by,
    coalesce(impact.evidence, service.source_file || ', line ' || service.source_line) as origin
from marts.impact_services as impact
left join marts.dim_service as cause
    on impact.publication_id = cause.publication_id and impact.caused_by = cause.service_id
left join marts.dim_service as service
    on impact.publication_id = service.publication_id and impact.service_id = service.service_id
where impact.publication_id = $publication_id
order by
    list_position(['overdue', 'delayed', 'delayed_unknown', 'unknown', 'on_time', 'done'], impact.delay_status),
    impact.overdue_days desc nulls last,
    impact.slip_months desc nulls last,
    impact.service_kind,
    impact.service_name
