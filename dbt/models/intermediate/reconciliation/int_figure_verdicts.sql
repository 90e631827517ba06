-- Each printed figure beside its computed value, in the printed unit, with the verdict that rounding allows.
with figures as (
    select * from {{ ref('known_control_totals') }}
),

figure_values as (
    select * from {{ ref('int_figure_values') }}
),

units as (
    select * from {{ ref('units') }}
),

owners as (
    select
        delivery_id,
        max(owner) as owner
    from {{ ref('stg_deliveries') }}
    group by delivery_id
),

in_printed_unit as (
    select
        figures.publication_id,
        figures.figure_id,
        figures.citation,
        figures.measure,
        figures.scenario_id,
        figures.contract_id,
        figures.year,
        figures.measure_type,
        figures.entity,
        figures.printed_text,
        figures.printed_value,
        figures.unit,
        figures.accepted_verdict,
        figures.accepted_residual,
        figures.accepted_reason,
        figures.accepted_reason_nl,
        -- Nobody accepts what is as it should be.
        case when figures.accepted_verdict != 'exact' then coalesce(figures.accepted_by, owners.owner) end
            as accepted_by,
        case when figures.accepted_verdict != 'exact' then figures.accepted_on end as accepted_on,
        figures.delivery_id,
        figures.source_file,
        figures.source_line,
        figure_values.value_basis,
        figure_values.computed_from,
        cast(power(10, -figures.decimals) as decimal(12, 6)) as rounding_unit,
        -- As wide as what it is held against: DuckDB adds narrow decimals of two scales in 18 figures.
        cast(figures.printed_value as decimal(38, 10)) as printed,
        cast(figure_values.computed * units.one_over as decimal(38, 10)) as computed_value,
        cast(figure_values.low * units.one_over as decimal(38, 10)) as computed_low,
        cast(figure_values.high * units.one_over as decimal(38, 10)) as computed_high
    from figures
    inner join units on figures.unit = units.unit
    left join owners on figures.delivery_id = owners.delivery_id
    left join figure_values
        on
            figures.publication_id = figure_values.publication_id
            and figures.figure_id = figure_values.figure_id
),

compared as (
    select
        *,
        cast(printed - computed_value as decimal(38, 10)) as residual,
        rounding_unit * cast(0.5 as decimal(2, 1)) as half_unit,
        -- Halves round away from zero: the interval is open on the far side.
        coalesce(
            (sign(computed_value) = sign(printed) or computed_value = 0 or printed = 0)
            and abs(computed_value) >= abs(printed) - rounding_unit * cast(0.5 as decimal(2, 1))
            and abs(computed_value) < abs(printed) + rounding_unit * cast(0.5 as decimal(2, 1)), false
        ) as rounds_to_printed
    from in_printed_unit
),

judged as (
    select
        *,
        case
            when computed_value is null then 'missing'
            when value_basis = 'as_published' and rounds_to_printed then 'source_only'
            when value_basis = 'as_published' then 'mismatch'
            when rounds_to_printed then 'exact'
            when computed_low <= printed + half_unit and computed_high >= printed - half_unit
                then 'within_rounding'
            else 'mismatch'
        end as verdict
    from compared
)

select
    * exclude (printed),
    -- From good to bad: exact, source_only, within_rounding, mismatch; missing is never accepted.
    verdict != 'missing'
    and list_position(['exact', 'source_only', 'within_rounding', 'mismatch'], verdict)
    <= list_position(['exact', 'source_only', 'within_rounding', 'mismatch'], accepted_verdict)
    and coalesce(residual = accepted_residual, true) as is_accepted
from judged
