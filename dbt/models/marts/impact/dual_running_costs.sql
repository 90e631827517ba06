with costs as (
    select
        *,
        {{ sources_left_out('spend_parts') }} as sources_left_out
    from {{ ref('int_dual_running') }}
)

select
    publication_id,
    service_id,
    from_platform_id,
    to_platform_id,
    cast(year as integer) as year,
    cast(old_platform_gross as decimal(18, 2)) as old_platform_gross,
    cast(dual_running_gross as decimal(18, 2)) as dual_running_gross,
    unknown_lines,
    {{ said('lines', 'en') }} as evidence
from costs
