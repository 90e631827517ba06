-- What each printed figure is made of: a row per cell of a mart that counts in it. Values times factors are added;
-- where there are terms with is_divisor the figure is a percentage of these; of contracts it is their number.
{% for terms in [
    'int_figure_terms_spend',
    'int_figure_terms_scenarios',
    'int_figure_terms_delays',
    'int_figure_terms_finance',
    'int_figure_terms_tolerance',
] %}
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
from {{ ref(terms) }}
{% endfor %}
