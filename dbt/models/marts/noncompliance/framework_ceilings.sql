select
    publication_id,
    contract_id,
    scenario_id,
    contract_name,
    maximum_value_net,
    called_off_amount_net,
    -- greatest() passes over NULL: unknown would come out as zero.
    cast(
        case
            when called_off_amount_net is not null and maximum_value_net is not null
                then greatest(called_off_amount_net - maximum_value_net, 0)
        end as decimal(18, 2)
    ) as over_amount_net,
    crossed_on,
    crossed_by_line_id,
    ceiling_status,
    delivery_id,
    source_file,
    source_line,
    citation
from {{ ref('int_framework_ceilings') }}
