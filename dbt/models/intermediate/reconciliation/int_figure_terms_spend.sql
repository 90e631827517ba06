-- The cells of spend that count in a printed total, or in a printed number of contracts.
with figures as (
    select * from {{ ref('known_control_totals') }}
),

spend as (
    select * from {{ ref('noncompliance_by_contract_year') }}
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
)

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
