-- The stretches of days into which a spend line is cut: at the turn of a year, unless it is a commitment, and at each
-- border of its contract. Lines that are not cut have none here. `next_start` is null in the last.
with lines as (
    select
        publication_id,
        line_id,
        contract_id,
        period_start,
        period_end
    from {{ ref('known_contract_spend') }}
    where period_end > period_start
),

over_years as (
    select
        lines.publication_id,
        lines.line_id,
        lines.period_start,
        lines.period_end,
        unnest(generate_series(year(lines.period_start) + 1, year(lines.period_end))) as new_year
    from lines
    left join {{ ref('int_contract_lawfulness') }} as contracts
        on lines.publication_id = contracts.publication_id and lines.contract_id = contracts.contract_id
    where year(lines.period_end) > year(lines.period_start) and not coalesce(contracts.is_commitment, false)
),

cuts as (
    select
        lines.publication_id,
        lines.line_id,
        lines.period_start,
        borders.border
    from lines
    inner join {{ ref('int_contract_borders') }} as borders
        on
            lines.publication_id = borders.publication_id
            and lines.contract_id = borders.contract_id
            and lines.period_start < borders.border
            and lines.period_end > borders.border
    union
    select
        publication_id,
        line_id,
        period_start,
        make_date(new_year, 1, 1) as border
    from over_years
    where make_date(new_year, 1, 1) < period_end
),

-- A cut line has a stretch from its first day, and one from each border on.
starts as (
    select
        publication_id,
        line_id,
        border as part_start
    from cuts
    union
    select
        publication_id,
        line_id,
        period_start as part_start
    from cuts
)

select
    *,
    row_number() over of_the_line as part_no,
    lead(part_start) over of_the_line as next_start
from starts
window of_the_line as (partition by publication_id, line_id order by part_start)
