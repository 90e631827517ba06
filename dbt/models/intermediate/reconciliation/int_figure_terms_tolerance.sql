-- What is reported of errors and uncertainties, their sum, its percentage, and the tolerance.
with figures as (
    select * from {{ ref('known_control_totals') }}
),

tolerance as (
    select * from {{ ref('lawfulness_tolerance') }}
)

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
