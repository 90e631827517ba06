-- What a pause adds to the non-compliant spend of a contract in a year, once for lengths of one amount. The old
-- platform costs the run rate of a service until that has migrated: from the day after the last one for which spend is
-- stated to the planned end, which a pause moves. Those days are non-compliant where the contract's latest class,
-- asserted or assessed, is; else where the verdict on the contract's days is.
with rates as (
    select
        *,
        stated_to + 1 as first_added_day
    from {{ ref('int_pause_run_rates') }}
    where window_amount_gross > 0
),

pauses as (
    select unnest(generate_series(0, {{ var('longest_pause_months') }})) as pause_months
),

unlawful_days as (
    select
        rates.*,
        rates.first_added_day as first_unlawful_day,
        cast(null as date) as last_unlawful_day
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

ends as (
    select
        unlawful_days.*,
        cast(pauses.pause_months as integer) as pause_months,
        {% for end, months in [('stretch_end', 'pauses.pause_months'), ('end_of_shorter', 'pauses.pause_months - 1')] %}
        least(
            cast(unlawful_days.migration_end_date + to_months(cast({{ months }} as integer)) as date),
            unlawful_days.last_unlawful_day
        ) + 1 as {{ end }},
        {% endfor %}
        least(unlawful_days.migration_end_date, unlawful_days.last_unlawful_day) + 1 as unpaused_end
    from unlawful_days
    cross join pauses
),

-- The days that each length adds to those of the length before it, or to none.
stretched as (
    select
        *,
        if(pause_months = 0, first_unlawful_day, greatest(first_unlawful_day, end_of_shorter)) as shorter_end
    from ends
),

yearly as (
    select
        *,
        unnest(generate_series(year(shorter_end), year(stretch_end - 1))) as year
    from stretched
    where stretch_end > shorter_end
),

counted_days as (
    select
        {% for end in ['stretch_end', 'shorter_end', 'unpaused_end'] %}
        greatest(
            least({{ end }}, make_date(year + 1, 1, 1)) - greatest(first_unlawful_day, make_date(year, 1, 1)), 0
        ) as days_to_{{ end }},
        {% endfor %}
        *
    from yearly
),

-- Summed over the services before it is rounded.
changes as (
    select
        publication_id,
        contract_id,
        year,
        pause_months,
        sum(
            {{ unrounded_ratio('window_amount_gross', 'days_to_stretch_end', 'window_days') }}
            - {{ unrounded_ratio('window_amount_gross', 'days_to_shorter_end', 'window_days') }}
        ) as more_gross,
        sum(
            {{ unrounded_ratio('window_amount_gross', '(days_to_stretch_end - days_to_unpaused_end)', 'window_days') }}
            - {{ unrounded_ratio(
                'window_amount_gross', 'greatest(days_to_shorter_end - days_to_unpaused_end, 0)', 'window_days'
            ) }}
        ) as more_increase_gross
    from counted_days
    group by publication_id, contract_id, year, pause_months
)

select
    publication_id,
    contract_id,
    cast(year as integer) as year,
    pause_months as from_months,
    coalesce(lead(pause_months) over in_order - 1, {{ var('longest_pause_months') }}) as to_months,
    sum(more_gross) over in_order as added_gross,
    sum(more_increase_gross) over in_order as increase_gross
from changes
window in_order as (partition by publication_id, contract_id, year order by pause_months)
