-- The value that the terms of each printed figure come to, in EUR or in the figure's own unit, with the interval that
-- rounded terms leave open. value_basis: from_parts, or as_published where there are no parts.
with terms as (
    select
        terms.*,
        figures.measure,
        figures.entity,
        terms.factor * cast(terms.term_value as decimal(28, 2)) as part,
        least(terms.factor * terms.low, terms.factor * terms.high) as part_low,
        greatest(terms.factor * terms.low, terms.factor * terms.high) as part_high
    from {{ ref('figure_terms') }} as terms
    inner join {{ ref('known_control_totals') }} as figures
        on terms.publication_id = figures.publication_id and terms.figure_id = figures.figure_id
),

added as (
    select
        publication_id,
        figure_id,
        made_of,
        value_basis,
        bool_or(is_divisor) as is_percentage,
        {% for part in ['part', 'part_low', 'part_high'] %}
        cast(sum({{ part }}) filter (where not is_divisor) as decimal(28, 8)) as {{ part }},
        cast(sum({{ part }}) filter (where is_divisor) as decimal(28, 8)) as of_{{ part }},
        {% endfor %}
        any_value(measure) as measure,
        any_value(entity) as entity,
        any_value(label) as label,
        count(*) as terms,
        -- The third part of the key of a cell of spend.
        count(distinct split_part(row_key, '/', 3)) as contracts
    from terms
    group by publication_id, figure_id, made_of, value_basis
)

select
    publication_id,
    figure_id,
    {% for name, part, of_part in [
        ('computed', 'part', 'of_part'), ('low', 'part_low', 'of_part_high'), ('high', 'part_high', 'of_part_low')
    ] %}
    cast(
        case
            when made_of = 'contracts' then contracts
            when is_percentage
                then
                    {{ percentage_of(
                        'cast(' ~ part ~ ' as decimal(20, 4))', 'cast(' ~ of_part ~ ' as decimal(20, 4))'
                    ) }}
            -- To the cent, as in the marts.
            else {{ 'cast(part as decimal(18, 2))' if name == 'computed' else part }}
        end as decimal(28, 8)
    ) as {{ name }},
    {% endfor %}
    value_basis,
    {{ said('computed_from', 'en', 'made_of') }} as computed_from
from added
