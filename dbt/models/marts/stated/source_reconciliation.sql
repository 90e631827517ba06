with verdicts as (
    select * from {{ ref('int_figure_verdicts') }}
),

figures as (
    {{ with_names('verdicts', "'citation'", 'citation', 'citation') }}
),

words as (
    select * from {{ ref('code_labels') }}
    where code_list = 'verdict'
),

units as (
    select * from {{ ref('units') }}
)

select
    figures.publication_id,
    figures.figure_id,
    figures.citation,
    figures.name_en as citation_en,
    figures.name_nl as citation_nl,
    figures.measure,
    figures.scenario_id,
    figures.contract_id,
    cast(figures.year as integer) as year,
    figures.measure_type,
    figures.entity,
    figures.printed_text,
    figures.printed_value,
    figures.unit,
    units.label_en as unit_en,
    units.label_nl as unit_nl,
    figures.rounding_unit,
    cast(figures.computed_value as decimal(28, 8)) as computed_value,
    cast(figures.computed_low as decimal(28, 8)) as computed_low,
    cast(figures.computed_high as decimal(28, 8)) as computed_high,
    cast(figures.residual as decimal(28, 8)) as residual,
    figures.verdict,
    words.label_en as verdict_en,
    words.label_nl as verdict_nl,
    figures.accepted_verdict,
    figures.accepted_residual,
    figures.accepted_reason,
    figures.accepted_reason_nl,
    figures.accepted_by,
    figures.accepted_on,
    figures.is_accepted,
    figures.value_basis,
    figures.computed_from,
    figures.delivery_id,
    figures.source_file,
    figures.source_line
from figures
left join words on figures.verdict = words.code
left join units on figures.unit = units.unit
