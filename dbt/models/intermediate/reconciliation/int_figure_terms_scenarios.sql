-- The total of a scenario that is published without its parts, the three places of a total in its increase, and its
-- pause.
with figures as (
    select * from {{ ref('known_control_totals') }}
),

scenarios as (
    select * from {{ ref('noncompliance_scenarios') }}
)

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
