-- The total for each length of pause by the run rates of the services, and what of it is of no contract and year, with
-- what both rest on; the lines that are left out are not said yet.
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

lengths as (
    select cast(unnest(generate_series(0, {{ var('longest_pause_months') }})) as integer) as pause_months
),

-- The total, and the rest of it: what is of no contract and year.
sums as (
    select
        publication_id,
        from_months,
        to_months,
        is_below_zero,
        sum(unlawful_amount_gross) as unlawful_amount_gross,
        sum(increase_gross) as increase_gross,
        sum(unknown_lines) as unknown_lines
    from cells
    group by all
),

all_rows as (
    select
        sums.publication_id,
        kinds.is_total,
        lengths.pause_months,
        sum(sums.unlawful_amount_gross) as unlawful_amount_gross,
        sum(sums.increase_gross) as increase_gross,
        cast(sum(sums.unknown_lines) as integer) as unknown_lines
    from sums
    inner join lengths on lengths.pause_months between sums.from_months and sums.to_months
    inner join (values (true), (false)) as kinds (is_total) on kinds.is_total or sums.is_below_zero
    group by all
)

select
    all_rows.publication_id,
    true as is_run_off,
    all_rows.is_total,
    all_rows.pause_months,
    'run_off' as method,
    cast(all_rows.unlawful_amount_gross as decimal(18, 2)) as unlawful_amount_gross,
    cast(all_rows.increase_gross as decimal(18, 2)) as increase_gross,
    all_rows.unknown_lines,
    case when all_rows.is_total then cast(unjudged.uncertain_amount_gross as decimal(18, 2)) end
        as uncertain_amount_gross,
    case when all_rows.is_total then unjudged.uncertain_unknown_lines end as uncertain_unknown_lines,
    {{ said('pause_run_off', 'en') }}
    || {{ said('pause_rows', 'en', "case when not all_rows.is_total then 'below_zero' end") }} as reason
from all_rows
inner join services on all_rows.publication_id = services.publication_id
inner join leaving on all_rows.publication_id = leaving.publication_id
left join unjudged on all_rows.publication_id = unjudged.publication_id
