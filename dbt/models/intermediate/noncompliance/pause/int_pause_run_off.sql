-- The non-compliant spend for each length of pause by the run rates of the services: per contract and year, and all.
with cells as (
    select * from {{ ref('int_run_off_cells') }}
),

unjudged as (
    select
        publication_id,
        {{ unless_all_unknown('amount_gross', known_part('amount_gross', "outcome = 'uncertain'")) }}
            as uncertain_amount_gross,
        {{ unknown_lines('amount_gross', 'line_id', "outcome = 'uncertain'") }} as uncertain_unknown_lines
    from {{ ref('int_spend_without_pause') }}
    group by publication_id
),

services as (
    select
        publication_id,
        count(distinct service_id) as services
    from {{ ref('int_pause_run_rates') }}
    where window_amount_gross > 0
    group by publication_id
),

leaving as (
    select
        publication_id,
        count(*) as services
    from {{ ref('int_services_to_migrate') }}
    group by publication_id
),

-- The total, and all that has a line of its own; the rest of the total is that of no contract and year.
all_rows as (
    select
        publication_id,
        contract_id,
        year,
        pause_months,
        unlawful_amount_gross,
        increase_gross,
        unknown_lines
    from cells
    where not is_below_zero
    union all
    select
        publication_id,
        'none' as contract_id,
        null as year,
        pause_months,
        sum(unlawful_amount_gross) as unlawful_amount_gross,
        sum(increase_gross) as increase_gross,
        cast(sum(unknown_lines) as integer) as unknown_lines
    from cells
    where is_below_zero
    group by publication_id, pause_months
    union all
    select
        publication_id,
        null as contract_id,
        null as year,
        pause_months,
        sum(unlawful_amount_gross) as unlawful_amount_gross,
        sum(increase_gross) as increase_gross,
        cast(sum(unknown_lines) as integer) as unknown_lines
    from cells
    group by all
)

select
    all_rows.publication_id,
    'run_off' as method,
    all_rows.contract_id,
    all_rows.year,
    all_rows.pause_months,
    cast(all_rows.unlawful_amount_gross as decimal(18, 2)) as unlawful_amount_gross,
    cast(all_rows.increase_gross as decimal(18, 2)) as increase_gross,
    all_rows.unknown_lines,
    case when all_rows.contract_id is null then cast(unjudged.uncertain_amount_gross as decimal(18, 2)) end
        as uncertain_amount_gross,
    case when all_rows.contract_id is null then unjudged.uncertain_unknown_lines end as uncertain_unknown_lines,
    {{ said('pause_run_off', 'en') }}
    || {{ said('pause_rows', 'en', "case when all_rows.contract_id = 'none' then 'below_zero' end") }}
    || {{ without_unknown_lines('all_rows.unknown_lines') }} as reason
from all_rows
inner join services on all_rows.publication_id = services.publication_id
inner join leaving on all_rows.publication_id = leaving.publication_id
left join unjudged on all_rows.publication_id = unjudged.publication_id
