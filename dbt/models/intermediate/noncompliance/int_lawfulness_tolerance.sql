-- Errors and uncertainties added and held against the base's share that is tolerated, all unrounded. A base of which
-- nobody says what it is has the share of a chapter, the strictest.
with procurement_errors as (
    select
        errors.*,
        coalesce(errors.rounding_unit, 0) as unit_of_rounding,
        case when errors.year >= shares.valid_from_year then shares.tolerance_share end as tolerance_share
    from {{ ref('known_procurement_errors') }} as errors
    left join {{ ref('tolerance_shares') }} as shares
        on coalesce(errors.base_kind, 'chapter') = shares.base_kind
),

added as (
    select
        *,
        error_amount + uncertainty_amount as sum_amount,
        cast(base_amount * tolerance_share as decimal(18, 2)) as tolerance_amount
    from procurement_errors
)

select
    *,
    {{ percentage_of('sum_amount', 'base_amount') }} as sum_pct,
    {{ percentage_of(lowest('sum_amount', '2 * unit_of_rounding'), highest('base_amount', 'unit_of_rounding')) }}
        as sum_low_pct,
    {{ percentage_of(highest('sum_amount', '2 * unit_of_rounding'), lowest('base_amount', 'unit_of_rounding')) }}
        as sum_high_pct,
    base_amount * tolerance_share - sum_amount < 0 as is_breach,
    case
        when tolerance_share is null then 'tolerance_not_on_file'
        when base_amount is null then 'base_amount_unknown'
        when error_amount is null or uncertainty_amount is null then 'errors_unknown'
    end as not_testable_reason
from added
