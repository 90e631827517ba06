-- The old platform costs a service's run rate until the service has migrated: a pause moves that end, and the spend
-- with it. Days that the stated spend covers already are not added again. The added days are non-compliant where the
-- contract's latest class, asserted or assessed, is; else where the contract was awarded unlawfully; else from the day
-- after its lawful end.
with rates as (
    select
        *,
        greatest(migration_end_date, stated_to) + 1 as first_added_day
    from {{ ref('int_pause_run_rates') }}
    where window_amount_gross > 0
),

contracts as (
    select * from {{ ref('int_contract_lawfulness') }}
),

after_terms as (
    select
        publication_id,
        contract_id,
        first_day
    from {{ ref('int_contract_terms') }}
    where term_status = 'after'
),

pauses as (
    select unnest(generate_series(0, 36)) as pause_months
),

unlawful_from as (
    select
        rates.*,
        case
            when rates.latest_status != 'computed' and rates.latest_outcome = 'unlawful'
                then rates.first_added_day
            when rates.latest_status != 'computed' then null
            when contracts.award_verdict = 'fail' then rates.first_added_day
            when after_terms.first_day is not null then greatest(after_terms.first_day, rates.first_added_day)
        end as first_unlawful_day
    from rates
    left join contracts
        on rates.publication_id = contracts.publication_id and rates.contract_id = contracts.contract_id
    left join after_terms
        on rates.publication_id = after_terms.publication_id and rates.contract_id = after_terms.contract_id
),

stretched as (
    select
        unlawful_from.*,
        cast(pauses.pause_months as integer) as pause_months,
        cast(unlawful_from.migration_end_date + to_months(cast(pauses.pause_months as integer)) as date) + 1
            as stretch_end
    from unlawful_from
    cross join pauses
    where unlawful_from.first_unlawful_day is not null
),

yearly as (
    select
        *,
        unnest(generate_series(year(first_unlawful_day), year(stretch_end - 1))) as year
    from stretched
    where stretch_end > first_unlawful_day
),

added as (
    select
        publication_id,
        contract_id,
        cast(year as integer) as year,
        pause_months,
        {{ amount_times_ratio(
            'window_amount_gross',
            '(least(stretch_end, make_date(year + 1, 1, 1)) - greatest(first_unlawful_day, make_date(year, 1, 1)))',
            'window_days'
        ) }} as added_gross
    from yearly
),

baselines as (
    select
        publication_id,
        scenario_id
    from {{ ref('known_scenarios') }}
    where is_baseline
),

base as (
    select
        spend.publication_id,
        spend.contract_id,
        spend.year,
        {{ sum_if_known('spend.amount_gross') }} as base_gross
    from {{ ref('int_spend_lawfulness') }} as spend
    left join baselines
        on spend.publication_id = baselines.publication_id and spend.scenario_id = baselines.scenario_id
    where
        spend.is_counted
        and spend.outcome = 'unlawful'
        and spend.contract_id is not null
        and (spend.scenario_id = 'none' or baselines.scenario_id is not null)
        and spend.publication_id in (select rates.publication_id from rates)
    group by spend.publication_id, spend.contract_id, spend.year
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
        case when any_value(base.contract_id) is null then 0 else any_value(base.base_gross) end
        + coalesce(sum(added.added_gross), 0) as unlawful_amount_gross
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
    group by cells.publication_id, cells.contract_id, cells.year, pauses.pause_months
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
    select * from per_cell
    union all
    select
        publication_id,
        null as contract_id,
        null as year,
        pause_months,
        {{ sum_if_known('unlawful_amount_gross') }} as unlawful_amount_gross
    from per_cell
    group by publication_id, pause_months
)

select
    all_rows.publication_id,
    'run_off' as method,
    all_rows.contract_id,
    all_rows.year,
    all_rows.pause_months,
    cast(all_rows.unlawful_amount_gross as decimal(18, 2)) as unlawful_amount_gross,
    'Run rate of ' || services.services || ' of ' || leaving.services || ' services that have still to migrate; of the '
    || 'others the end or the spend is not known. Maxima of framework agreements are not applied to the added days'
        as reason
from all_rows
inner join services on all_rows.publication_id = services.publication_id
inner join leaving on all_rows.publication_id = leaving.publication_id
