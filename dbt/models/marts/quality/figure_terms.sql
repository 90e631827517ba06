-- What each printed figure is made of: a row per cell of a mart that counts in it. Values times factors are added;
-- where there are terms with is_divisor the figure is a percentage of these; of contracts it is their number.
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
        spend.scenario_id,
        spend.contract_id,
        spend.year,
        spend.measure_type,
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
    where figures.measure in ('unlawful_amount_gross', 'unlawful_contract_count')
    -- A sum that leaves lines out is no counterpart of a printed one.
    qualify
        figures.measure = 'unlawful_contract_count'
        or sum(spend.stated_unlawful_unknown_lines) over (
            partition by figures.publication_id, figures.figure_id
        ) = 0
),

spend_terms as (
    select
        publication_id,
        figure_id,
        if(measure = 'unlawful_amount_gross', 'spend', 'contracts') as made_of,
        'from_parts' as value_basis,
        false as is_divisor,
        1 as factor,
        'noncompliance_by_contract_year' as mart,
        {{ row_key(['publication_id', 'scenario_id', 'contract_id', 'year', 'measure_type']) }} as row_key,
        'stated_unlawful_amount_gross' as column_name,
        contract_id || ', ' || year || ', ' || measure_type as label,
        stated_unlawful_amount_gross as term_value,
        {{ lowest('stated_unlawful_amount_gross', 'stated_rounding_units_sum') }} as low,
        {{ highest('stated_unlawful_amount_gross', 'stated_rounding_units_sum') }} as high
    from spend_of_figures
    where
        measure = 'unlawful_amount_gross' or stated_unlawful_amount_gross != 0 or stated_unlawful_unknown_lines > 0
),

-- The total of a scenario that is published without its parts, and the three places of a total in its increase.
scenario_terms as (
    {% for measure, made_of, factor, is_divisor, cell, column in [
        ('unlawful_amount_gross', 'published_total', 1, 'false', 'own', 'total'),
        ('increase_pct', 'increase', 1, 'false', 'own', 'stated_total'),
        ('increase_pct', 'increase', -1, 'false', 'base', 'stated_total'),
        ('increase_pct', 'increase', 1, 'true', 'base', 'stated_total'),
    ] %}
    select
        figures.publication_id,
        figures.figure_id,
        '{{ made_of }}' as made_of,
        '{{ 'as_published' if made_of == 'published_total' else 'from_parts' }}' as value_basis,
        {{ is_divisor }} as is_divisor,
        {{ factor }} as factor,
        'noncompliance_scenarios' as mart,
        {{ row_key([cell ~ '.publication_id', cell ~ '.scenario_id']) }} as row_key,
        '{{ column }}_gross' as column_name,
        {{ cell }}.scenario_id as label,
        {{ cell }}.{{ column }}_gross as term_value,
        {{ cell }}.{{ column }}_low_gross as low,
        {{ cell }}.{{ column }}_high_gross as high
    from figures
    inner join scenarios as own
        on figures.publication_id = own.publication_id and figures.scenario_id = own.scenario_id
    {% if measure == 'increase_pct' %}
    inner join scenarios as base on own.publication_id = base.publication_id and base.is_baseline
    where
        figures.measure = 'increase_pct'
        and own.stated_total_low_gross is not null
        and base.stated_total_low_gross is not null
    union all
    {% else %}
    where
        figures.measure = 'unlawful_amount_gross'
        and own.total_basis = 'as_published'
        and figures.contract_id is null
        and figures.year is null
        and figures.measure_type is null
    union all
    {% endif %}
    {% endfor %}
    select
        figures.publication_id,
        figures.figure_id,
        'pause' as made_of,
        'as_published' as value_basis,
        false as is_divisor,
        1 as factor,
        'dim_scenario' as mart,
        {{ row_key(['own.publication_id', 'own.scenario_id']) }} as row_key,
        'pause_months' as column_name,
        'pause_months' as label,
        own.pause_months as term_value,
        own.pause_months as low,
        own.pause_months as high
    from figures
    inner join scenarios as own
        on figures.publication_id = own.publication_id and figures.scenario_id = own.scenario_id
    where figures.measure = 'pause_months' and own.pause_months is not null
),

service_terms as (
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
),

-- A total is made of its components; what is stated is made of itself.
finance_terms as (
    select
        figures.publication_id,
        figures.figure_id,
        'cost_impact' as made_of,
        if(whole.is_total, 'from_parts', whole.amount_basis) as value_basis,
        false as is_divisor,
        1 as factor,
        'impact_finance' as mart,
        {{ row_key(['cell.publication_id', 'cell.year', 'cell.component']) }} as row_key,
        'amount_eur' as column_name,
        cell.component as label,
        cell.amount_eur as term_value,
        {{ lowest('cell.amount_eur', 'cell.rounding_units_sum') }} as low,
        {{ highest('cell.amount_eur', 'cell.rounding_units_sum') }} as high
    from figures
    inner join finance as whole
        on
            figures.publication_id = whole.publication_id
            and figures.entity = whole.component
            and figures.year = whole.year
    inner join finance as cell
        on
            whole.publication_id = cell.publication_id
            and whole.year = cell.year
            and if(whole.is_total, not cell.is_total, whole.component = cell.component)
    where figures.measure = 'cost_impact_amount' and whole.unknown_lines = 0
),

tolerance_terms as (
    {% for measure, made_of, factor, is_divisor, column in [
        ('base_amount', 'reported', '1', 'false', 'base_amount'),
        ('error_amount', 'reported', '1', 'false', 'error_amount'),
        ('uncertainty_amount', 'reported', '1', 'false', 'uncertainty_amount'),
        ('framework_error_amount', 'reported', '1', 'false', 'framework_error_amount'),
        ('sum_amount', 'error_sum', '1', 'false', 'error_amount'),
        ('sum_amount', 'error_sum', '1', 'false', 'uncertainty_amount'),
        ('tolerance_amount', 'tolerance', 'tolerance.tolerance_share', 'false', 'base_amount'),
        ('sum_pct', 'error_percentage', '1', 'false', 'error_amount'),
        ('sum_pct', 'error_percentage', '1', 'false', 'uncertainty_amount'),
        ('sum_pct', 'error_percentage', '1', 'true', 'base_amount'),
    ] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        figures.publication_id,
        figures.figure_id,
        '{{ made_of }}' as made_of,
        '{{ 'as_published' if made_of == 'reported' else 'from_parts' }}' as value_basis,
        {{ is_divisor }} as is_divisor,
        {{ factor }} as factor,
        'lawfulness_tolerance' as mart,
        {{ row_key(['tolerance.publication_id', 'tolerance.entity', 'tolerance.year']) }} as row_key,
        '{{ column }}' as column_name,
        '{{ column }}' as label,
        tolerance.{{ column }} as term_value,
        {{ lowest('tolerance.' ~ column, 'tolerance.rounding_unit') }} as low,
        {{ highest('tolerance.' ~ column, 'tolerance.rounding_unit') }} as high
    from figures
    inner join tolerance
        on
            figures.publication_id = tolerance.publication_id
            and figures.entity = tolerance.entity
            and figures.year = tolerance.year
    where figures.measure = '{{ measure }}'
    {% endfor %}
)

{% for terms in ['spend_terms', 'scenario_terms', 'service_terms', 'finance_terms', 'tolerance_terms'] %}
{% if not loop.first %}
union all
{% endif %}
select
    publication_id,
    figure_id,
    cast(
        row_number() over (
            partition by publication_id, figure_id
            order by is_divisor asc, factor desc, row_key asc, column_name asc
        ) as integer
    ) as term_no,
    made_of,
    value_basis,
    is_divisor,
    cast(factor as decimal(9, 8)) as factor,
    mart,
    row_key,
    column_name,
    label,
    cast(term_value as decimal(18, 2)) as term_value,
    cast(low as decimal(28, 8)) as low,
    cast(high as decimal(28, 8)) as high
from {{ terms }}
{% endfor %}
