-- The slip that a printed one is held against.
with figures as (
    select * from {{ ref('known_control_totals') }}
),

services as (
    select * from {{ ref('impact_services') }}
)

select
    figures.publication_id,
    figures.figure_id,
    'slip' as made_of,
    if(services.slip_basis in ('end_dates', 'start_dates'), 'from_parts', 'as_published') as value_basis,
    false as is_divisor,
    1 as factor,
    'impact_services' as mart,
    {{ row_key(['services.publication_id', 'services.service_id']) }} as row_key,
    'slip_months' as column_name,
    services.slip_basis as label,
    services.slip_months as term_value,
    services.slip_months as low,
    services.slip_months as high
from figures
inner join services
    on figures.publication_id = services.publication_id and figures.entity = services.service_id
where figures.measure = 'slip_months' and services.slip_months is not null
