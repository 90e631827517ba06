-- The old platform costs a service's run rate until the service has migrated: from the day after the last one for which
-- spend is stated to the planned end, which a pause moves. Those days are non-compliant where the contract's latest
-- class, asserted or assessed, is; else where the verdict on the contract's days is.
with rates as (
    select
        *,
        stated_to + 1 as first_added_day
    from {{ ref('int_pause_run_rates') }}
    where window_amount_gross > 0
),

pauses as (
    select unnest(generate_series(0, 36)) as pause_months
),

unlawful_days as (
    select
        rates.*,
        rates.first_added_day as first_unlawful_day,
        date '9999-12-31' as last_unlawful_day
    from rates
    where rates.latest_status != 'computed' and rates.latest_outcome = 'unlawful'
    union all
    select
        rates.*,
        greatest(days.first_day, rates.first_added_day) as first_unlawful_day,
        days.last_day as last_unlawful_day
    from rates
    inner join {{ ref('int_contract_days') }} as days
        on rates.publication_id = days.publication_id and rates.contract_id = days.contract_id
    where
        rates.latest_status = 'computed'
        and days.outcome = 'unlawful'
        and days.last_day >= rates.first_added_day
),

stretched as (
    select
        unlawful_days.*,
        cast(pauses.pause_months as integer) as pause_months,
        least(
            cast(unlawful_days.migration_end_date + to_months(cast(pauses.pause_months as integer)) as date),
            unlawful_days.last_unlawful_day
        ) + 1 as stretch_end,
        least(unlawful_days.migration_end_date, unlawful_days.last_unlawful_day) + 1 as end_without_pause
    from unlawful_days
    cross join pauses
),

yearly as (
    select
        *,
        unnest(generate_series(year(first_unlawful_day), year(stretch_end - 1))) as year
    from stretched
    where stretch_end > first_unlawful_day
),

counted_days as (
    select
        *,
        least(stretch_end, make_date(year + 1, 1, 1)) - greatest(first_unlawful_day, make_date(year, 1, 1)) as days,
        greatest(
            least(end_without_pause, make_date(year + 1, 1, 1))
            - greatest(first_unlawful_day, make_date(year, 1, 1)), 0
        ) as days_without_pause
    from yearly
),

-- Summed over the services before it is rounded.
added as (
    select
        publication_id,
        contract_id,
        cast(year as integer) as year,
        pause_months,
        sum({{ unrounded_ratio('window_amount_gross', 'days', 'window_days') }}) as added_gross,
        sum({{ unrounded_ratio('window_amount_gross', '(days - days_without_pause)', 'window_days') }})
            as increase_gross
    from counted_days
    group by publication_id, contract_id, year, pause_months
),

baselines as (
    select
        publication_id,
        scenario_id
    from {{ ref('known_scenarios') }}
    where is_baseline
),

-- The spend that holds without a pause: the facts and the baseline.
spend as (
    select
        spend.publication_id,
        spend.contract_id,
        spend.line_id,
        spend.year,
        spend.outcome,
        spend.amount_gross
    from {{ ref('int_spend_lawfulness') }} as spend
    left join baselines
        on spend.publication_id = baselines.publication_id and spend.scenario_id = baselines.scenario_id
    where
        spend.is_counted
        and (spend.scenario_id = 'none' or baselines.scenario_id is not null)
        and spend.publication_id in (select rates.publication_id from rates)
),

base as (
    select
        publication_id,
        contract_id,
        year,
        {{ known_part('amount_gross') }} as base_gross,
        {{ unknown_lines('amount_gross', 'line_id') }} as unknown_lines
    from spend
    where outcome = 'unlawful' and contract_id is not null
    group by publication_id, contract_id, year
),

unjudged as (
    select
        publication_id,
        case when count(amount_gross) > 0 then {{ known_part('amount_gross', "outcome = 'uncertain'") }} end
            as uncertain_amount_gross,
        {{ unknown_lines('amount_gross', 'line_id', "outcome = 'uncertain'") }} as uncertain_unknown_lines
    from spend
    group by publication_id
),

cells as (
    select
        publication_id,
        contract_id,
        year
    from base
    union
    select
        publication_id,
        contract_id,
        year
    from added
),

per_cell as (
    select
        cells.publication_id,
        cells.contract_id,
        cells.year,
        cast(pauses.pause_months as integer) as pause_months,
        -- Where no amount of it is known and no day is added, nothing is zero.
        case
            when base.base_gross is not null or coalesce(base.unknown_lines, 0) = 0 or added.added_gross is not null
                then
                    coalesce(base.base_gross, 0)
                    + case when added.added_gross is null then 0 else {{ rounded_once('added.added_gross') }} end
        end as unlawful_amount_gross,
        case when added.increase_gross is null then 0 else {{ rounded_once('added.increase_gross') }} end
            as increase_gross,
        coalesce(base.unknown_lines, 0) as unknown_lines
    from cells
    cross join pauses
    left join base
        on
            cells.publication_id = base.publication_id
            and cells.contract_id = base.contract_id
            and cells.year = base.year
    left join added
        on
            cells.publication_id = added.publication_id
            and cells.contract_id = added.contract_id
            and cells.year = added.year
            and pauses.pause_months = added.pause_months
),

-- A cell that its credits bring below zero, at any length of pause, has no line of its own.
placed as (
    select
        *,
        coalesce(min(unlawful_amount_gross) over (partition by publication_id, contract_id, year) < 0, false)
            as is_below_zero
    from per_cell
),

services as (
    select
        publication_id,
        count(distinct service_id) as services
    from rates
    group by publication_id
),

leaving as (
    select
        publication_id,
        count(distinct service_id) as services
    from {{ ref('known_migrations') }}
    where
        from_platform_id is not null
        and actual_end_date is null
        and coalesce(status not in ('completed', 'cancelled'), true)
    group by publication_id
),

all_rows as (
    select
        publication_id,
        contract_id,
        year,
        pause_months,
        unlawful_amount_gross,
        increase_gross,
        unknown_lines
    from placed
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
    from placed
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
    from placed
    group by publication_id, pause_months
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
