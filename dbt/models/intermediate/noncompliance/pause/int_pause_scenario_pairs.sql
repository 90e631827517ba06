-- Each length of pause of a publication with the two scenarios through which its line runs: the nearest ones.
with pairs as (
    select
        publication_id,
        scenario_id as low_scenario_id,
        pause_months as low_months,
        total_gross as low_gross,
        next_scenario_id as high_scenario_id,
        next_pause_months as high_months,
        next_total_gross as high_gross,
        next_pause_months - pause_months as pair_months,
        total_basis = 'from_spend' and next_total_basis = 'from_spend' as has_cells,
        greatest(unknown_lines, next_unknown_lines) as unknown_lines,
        uncertain_gross as low_uncertain_gross,
        next_uncertain_gross as high_uncertain_gross,
        uncertain_unknown_lines as low_uncertain_unknown_lines,
        next_uncertain_unknown_lines as high_uncertain_unknown_lines,
        is_first,
        is_last
    from {{ ref('int_pause_points') }}
    where next_scenario_id is not null
),

pauses as (
    select unnest(generate_series(0, {{ var('longest_pause_months') }})) as pause_months
)

select
    pairs.publication_id,
    pairs.low_scenario_id,
    pairs.low_months,
    pairs.low_gross,
    pairs.high_scenario_id,
    pairs.high_months,
    pairs.high_gross,
    pairs.pair_months,
    pairs.has_cells,
    pairs.unknown_lines,
    cast(pauses.pause_months as integer) as pause_months,
    pairs.high_gross < pairs.low_gross as is_falling,
    {% for unjudged in ['uncertain_gross', 'uncertain_unknown_lines'] %}
    case
        when pauses.pause_months = pairs.low_months then pairs.low_{{ unjudged }}
        when pauses.pause_months = pairs.high_months then pairs.high_{{ unjudged }}
        -- Of what is not known there is no larger one.
        when pairs.low_uncertain_gross is not null and pairs.high_uncertain_gross is not null
            then greatest(pairs.low_{{ unjudged }}, pairs.high_{{ unjudged }})
    end as {{ unjudged }},
    {% endfor %}
    case
        when pauses.pause_months in (pairs.low_months, pairs.high_months) then 'stated'
        when pauses.pause_months between pairs.low_months and pairs.high_months then 'interpolated'
        else 'extrapolated'
    end as method
from pairs
inner join pauses
    on
        (pairs.is_first or pairs.low_months <= pauses.pause_months)
        and (pairs.is_last or pairs.high_months > pauses.pause_months)
