-- A delay of known length: by its own dates, or at least as long as what the chain of delays carries to it.
with delays as (
    select
        *,
        coalesce(delay_basis = 'dependency', false) as is_carried,
        coalesce(chain_slip_days > coalesce(own_slip_days, 0), false) as is_driven
    from {{ ref('int_delays_in_words') }}
    where delay_status = 'delayed'
),

-- What is said of a delay that is carried to it, and of one by its own dates.
told as (
    select
        *,
        case when is_carried then chain_slip_days end as carried_days,
        case when is_carried then critical_path end as carried_path,
        case when slip_months >= 1 then slip_months end as whole_months,
        case when not is_carried then baseline_end_date end as own_baseline,
        case
            when
                not is_carried
                and previous_end_date not in (forecast_end_date, coalesce(baseline_end_date, forecast_end_date))
                then previous_end_date
        end as stated_before,
        case when not is_carried then cause_en end as own_cause_en,
        case when not is_carried then cause_nl end as own_cause_nl,
        case when is_driven and not is_carried then chain_slip_days end as driven_days,
        nullif(migrations_unknown, 0) as migrations_beside
    from delays
)

select
    {{ finding('service_delayed', 'service_kind', 'service_id', days='chain_slip_days') }}
from told
