-- For every printed figure the value that the marts come to, in EUR or in the figure's own unit, with the
-- interval that rounded terms leave open. value_basis: from_parts, or as_published where there are no parts.
with figures as (
    select * from {{ ref('known_control_totals') }}
),

spend as (
    select * from {{ ref('noncompliance_by_contract_year') }}
),

scenarios as (
    select * from {{ ref('noncompliance_scenarios') }}
),

services as (
    select * from {{ ref('impact_services') }}
),

finance as (
    select * from {{ ref('impact_finance') }}
),

tolerance as (
    select * from {{ ref('lawfulness_tolerance') }}
),

spend_of_figures as (
    select
        figures.publication_id,
        figures.figure_id,
        figures.measure,
        spend.contract_id,
        spend.stated_unlawful_amount_gross,
        spend.stated_unlawful_unknown_lines,
        spend.stated_rounding_units_sum
    from figures
    inner join spend
        on
            figures.publication_id = spend.publication_id
            -- Facts hold in every scenario.
            and spend.scenario_id in (coalesce(figures.scenario_id, 'none'), 'none')
            and coalesce(figures.contract_id, spend.contract_id) = spend.contract_id
            and coalesce(figures.year, spend.year) = spend.year
            and coalesce(figures.measure_type, spend.measure_type) = spend.measure_type
),

unlawful_from_spend as (
    select
        publication_id,
        figure_id,
        sum(stated_unlawful_amount_gross) as computed,
        {{ lowest('sum(stated_unlawful_amount_gross)', 'sum(stated_rounding_units_sum)') }} as low,
        {{ highest('sum(stated_unlawful_amount_gross)', 'sum(stated_rounding_units_sum)') }} as high,
        'from_parts' as value_basis,
        'noncompliance_by_contract_year.stated_unlawful_amount_gross, rows: ' || count(*) as computed_from
    from spend_of_figures
    where measure = 'unlawful_amount_gross'
    group by publication_id, figure_id
    -- A sum that leaves lines out is no counterpart of a printed one.
    having sum(stated_unlawful_unknown_lines) = 0
),

unlawful_contracts as (
    select
        publication_id,
        figure_id,
        count(distinct contract_id) as computed,
        count(distinct contract_id) as low,
        count(distinct contract_id) as high,
        'from_parts' as value_basis,
        'noncompliance_by_contract_year, contracts with non-compliant spend' as computed_from
    from spend_of_figures
    where
        measure = 'unlawful_contract_count'
        and (stated_unlawful_amount_gross != 0 or stated_unlawful_unknown_lines > 0)
    group by publication_id, figure_id
),

scenarios_of_figures as (
    select
        figures.publication_id,
        figures.figure_id,
        figures.measure,
        figures.contract_id is null and figures.year is null and figures.measure_type is null as is_total,
        scenarios.* exclude (publication_id) -- noqa: RF02
    from figures
    inner join scenarios
        on figures.publication_id = scenarios.publication_id and figures.scenario_id = scenarios.scenario_id
),

unlawful_as_published as (
    select
        publication_id,
        figure_id,
        total_gross as computed,
        total_low_gross as low,
        total_high_gross as high,
        'as_published' as value_basis,
        'noncompliance_scenarios.total_gross, carried from the publication' as computed_from
    from scenarios_of_figures
    where measure = 'unlawful_amount_gross' and is_total and total_basis = 'as_published'
),

increases as (
    select
        own.publication_id,
        own.figure_id,
        {{ percentage_of('(own.stated_total_gross - base.stated_total_gross)', 'base.stated_total_gross') }}
            as computed,
        {{ percentage_of(
            '(own.stated_total_low_gross - base.stated_total_high_gross)', 'base.stated_total_high_gross'
        ) }} as low,
        {{ percentage_of(
            '(own.stated_total_high_gross - base.stated_total_low_gross)', 'base.stated_total_low_gross'
        ) }} as high,
        'from_parts' as value_basis,
        'noncompliance_scenarios.stated_total_gross, of the scenario and of the baseline' as computed_from
    from scenarios_of_figures as own
    inner join scenarios as base on own.publication_id = base.publication_id and base.is_baseline
    where
        own.measure = 'increase_pct'
        and own.stated_total_low_gross is not null
        and base.stated_total_low_gross is not null
),

pauses as (
    select
        publication_id,
        figure_id,
        pause_months as computed,
        pause_months as low,
        pause_months as high,
        'as_published' as value_basis,
        'noncompliance_scenarios.pause_months, carried from the publication' as computed_from
    from scenarios_of_figures
    where measure = 'pause_months' and pause_months is not null
),

slips as (
    select
        figures.publication_id,
        figures.figure_id,
        services.slip_months as computed,
        services.slip_months as low,
        services.slip_months as high,
        case when services.slip_basis in ('end_dates', 'start_dates') then 'from_parts' else 'as_published' end
            as value_basis,
        'impact_services.slip_months, basis: ' || services.slip_basis as computed_from
    from figures
    inner join services
        on figures.publication_id = services.publication_id and figures.entity = services.service_id
    where figures.measure = 'slip_months' and services.slip_months is not null
),

cost_impacts as (
    select
        figures.publication_id,
        figures.figure_id,
        finance.amount_eur as computed,
        {{ lowest('finance.amount_eur', 'finance.rounding_units_sum') }} as low,
        {{ highest('finance.amount_eur', 'finance.rounding_units_sum') }} as high,
        case finance.amount_basis when 'from_components' then 'from_parts' else finance.amount_basis end
            as value_basis,
        'impact_finance.amount_eur, component ' || finance.component as computed_from
    from figures
    inner join finance
        on
            figures.publication_id = finance.publication_id
            and figures.entity = finance.component
            and figures.year = finance.year
    where figures.measure = 'cost_impact_amount' and finance.unknown_lines = 0
),

tolerance_of_figures as (
    select
        figures.figure_id,
        figures.measure,
        tolerance.*
    from figures
    inner join tolerance
        on
            figures.publication_id = tolerance.publication_id
            and figures.entity = tolerance.entity
            and figures.year = tolerance.year
),

reported_errors as (
    select
        publication_id,
        figure_id,
        case measure
            when 'base_amount' then base_amount
            when 'error_amount' then error_amount
            when 'uncertainty_amount' then uncertainty_amount
            when 'framework_error_amount' then framework_error_amount
        end as computed,
        {{ lowest('computed', 'rounding_unit') }} as low,
        {{ highest('computed', 'rounding_unit') }} as high,
        'as_published' as value_basis,
        'lawfulness_tolerance.' || measure || ', carried from the publication' as computed_from
    from tolerance_of_figures
    where measure in ('base_amount', 'error_amount', 'uncertainty_amount', 'framework_error_amount')
),

error_sums as (
    select
        publication_id,
        figure_id,
        sum_amount as computed,
        {{ lowest('sum_amount', '2 * rounding_unit') }} as low,
        {{ highest('sum_amount', '2 * rounding_unit') }} as high,
        'from_parts' as value_basis,
        'lawfulness_tolerance.sum_amount' as computed_from
    from tolerance_of_figures
    where measure = 'sum_amount'
),

tolerances as (
    select
        publication_id,
        figure_id,
        tolerance_amount as computed,
        tolerance_share * {{ lowest('base_amount', 'rounding_unit') }} as low,
        tolerance_share * {{ highest('base_amount', 'rounding_unit') }} as high,
        'from_parts' as value_basis,
        'lawfulness_tolerance.tolerance_amount' as computed_from
    from tolerance_of_figures
    where measure = 'tolerance_amount'
),

error_percentages as (
    select
        publication_id,
        figure_id,
        sum_pct as computed,
        sum_low_pct as low,
        sum_high_pct as high,
        'from_parts' as value_basis,
        'lawfulness_tolerance.sum_pct' as computed_from
    from tolerance_of_figures
    where measure = 'sum_pct'
)

{% for measured in [
    'unlawful_from_spend', 'unlawful_as_published', 'unlawful_contracts', 'increases', 'pauses', 'slips', 'cost_impacts',
    'reported_errors', 'error_sums', 'tolerances', 'error_percentages'
] %}
{% if not loop.first %}
union all
{% endif %}
select
    publication_id,
    figure_id,
    cast(computed as decimal(28, 8)) as computed,
    cast(low as decimal(28, 8)) as low,
    cast(high as decimal(28, 8)) as high,
    value_basis,
    computed_from
from {{ measured }}
{% endfor %}
