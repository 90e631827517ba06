-- Every service, programme, law, agreement and platform, those that are late first, the largest slip first.
select
    impact.publication_id,
    impact.service_id,
    service.service_name_en,
    service.service_name_nl,
    service.service_kind_en,
    service.service_kind_nl,
    impact.baseline_end_date,
    impact.forecast_end_date,
    impact.slip_months,
    impact.chain_slip_days,
    impact.delay_measure,
    impact.delay_status,
    impact.delay_status_en,
    impact.delay_status_nl,
    impact.overdue_days,
    impact.open_blocking_issues,
    impact.open_blocking_listed,
    case when impact.evidence is null then service.source_file end as source_file,
    case when impact.evidence is null then service.source_line end as source_line,
    row_number() over (
        partition by impact.publication_id
        order by
            list_position(
                ['late', 'delayed_unknown', 'unknown', 'on_time', 'done'],
                case when impact.delay_status in ('overdue', 'delayed') then 'late' else impact.delay_status end
            ),
            impact.chain_slip_days desc nulls last,
            impact.slip_months desc nulls last,
            impact.overdue_days desc nulls last,
            impact.service_id
    ) as place,
    count(*) over (partition by impact.publication_id) as of_all
from marts.impact_services as impact
left join marts.dim_service as service
    on impact.publication_id = service.publication_id and impact.service_id = service.service_id
qualify place <= $most
order by impact.publication_id, place
