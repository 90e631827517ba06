with spend as (
    select * from {{ ref('int_spend_classes') }}
),

scenarios as (
    select * from {{ ref('known_scenarios') }}
),

publications as (
    select * from {{ ref('known_publications') }}
),

outturns as (
    select * from {{ ref('known_procurement_errors') }}
),

forecasts as (
    select
        spend.publication_id,
        spend.scenario_id,
        publications.issuer,
        publications.published_on,
        publications.currency,
        spend.year,
        {{ known_part('spend.amount_gross', "spend.outcome = 'unlawful'") }} as forecast_gross,
        {{ unknown_lines('spend.amount_gross', 'spend.line_id', "spend.outcome = 'unlawful'") }}
            as forecast_unknown_lines,
        {{ unless_all_unknown(
            'spend.amount_gross', known_part('spend.amount_gross', "spend.outcome = 'uncertain'")
        ) }} as forecast_uncertain_gross,
        count(distinct spend.contract_id) filter (where spend.outcome = 'unlawful') as contracts
    from spend
    inner join publications on spend.publication_id = publications.publication_id
    left join scenarios
        on spend.publication_id = scenarios.publication_id and spend.scenario_id = scenarios.scenario_id
    where
        spend.measure_type = 'forecast'
        and spend.is_counted
        and not coalesce(scenarios.is_baseline, false)
    group by
        spend.publication_id, spend.scenario_id, publications.issuer, publications.published_on, publications.currency,
        spend.year
    having bool_or(spend.outcome = 'unlawful')
)

select
    cast(forecasts.year as integer) as year,
    forecasts.publication_id as forecast_publication_id,
    outturns.publication_id as outturn_publication_id,
    forecasts.scenario_id,
    cast(forecasts.forecast_gross as decimal(18, 2)) as forecast_gross,
    forecasts.forecast_unknown_lines,
    cast(forecasts.forecast_uncertain_gross as decimal(18, 2)) as forecast_uncertain_gross,
    outturns.error_amount as outturn_gross,
    case
        when forecasts.forecast_unknown_lines = 0
            then cast(outturns.error_amount - forecasts.forecast_gross as decimal(18, 2))
    end as difference,
    {{ said('noncompliance_backtest', 'en') }} as definition_note,
    {{ said('noncompliance_backtest', 'nl') }} as definition_note_nl
from forecasts
inner join outturns on forecasts.issuer = outturns.entity and forecasts.year = outturns.year
inner join publications on outturns.publication_id = publications.publication_id
-- Amounts in two currencies are not set side by side.
where publications.published_on > forecasts.published_on and publications.currency = forecasts.currency
