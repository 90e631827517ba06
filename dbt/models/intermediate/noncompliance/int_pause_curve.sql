-- The non-compliant total for each length of pause, on the straight line through the two nearest scenarios of the
-- publication; per contract and year only where both scenarios have those cells.
with points as (
    select * from {{ ref('int_scenario_totals') }}
    where pause_months is not null and total_gross is not null
    -- Two scenarios with the same pause: the baseline, else the first by name.
    qualify
        row_number() over (partition by publication_id, pause_months order by is_baseline desc, scenario_id asc) = 1
),

pairs as (
    select
        publication_id,
        scenario_id as low_scenario_id,
        pause_months as low_months,
        total_gross as low_gross,
        total_basis as low_basis,
        lead(scenario_id) over points_in_order as high_scenario_id,
        lead(pause_months) over points_in_order as high_months,
        lead(total_gross) over points_in_order as high_gross,
        lead(total_basis) over points_in_order as high_basis,
        row_number() over points_in_order = 1 as is_first,
        lead(pause_months, 2) over points_in_order is null as is_last
    from points
    window points_in_order as (partition by publication_id order by pause_months)
),

pauses as (
    select unnest(generate_series(0, 36)) as pause_months
),

on_pairs as (
    select
        pairs.*,
        cast(pauses.pause_months as integer) as pause_months,
        case
            when pauses.pause_months between pairs.low_months and pairs.high_months then 'interpolated'
            else 'extrapolated'
        end as method
    from pairs
    inner join pauses
        on
            (pairs.is_first or pairs.low_months <= pauses.pause_months)
            and (pairs.is_last or pairs.high_months > pauses.pause_months)
    where pairs.high_months is not null
),

spend as (
    select
        publication_id,
        scenario_id,
        contract_id,
        year,
        amount_gross
    from {{ ref('int_spend_lawfulness') }}
    where is_counted and outcome = 'unlawful' and contract_id is not null
),

-- Facts hold in every scenario.
of_scenarios as (
    select * from spend
    where scenario_id != 'none'
    union all
    select spend.* replace (points.scenario_id as scenario_id)
    from spend
    inner join points on spend.publication_id = points.publication_id and points.total_basis = 'from_spend'
    where spend.scenario_id = 'none'
),

cells as (
    select
        publication_id,
        scenario_id,
        contract_id,
        year,
        {{ sum_if_known('amount_gross') }} as amount_gross
    from of_scenarios
    group by publication_id, scenario_id, contract_id, year
),

cell_keys as (
    select distinct
        on_pairs.publication_id,
        on_pairs.pause_months,
        cells.contract_id,
        cells.year
    from on_pairs
    inner join cells
        on
            on_pairs.publication_id = cells.publication_id
            and cells.scenario_id in (on_pairs.low_scenario_id, on_pairs.high_scenario_id)
    where on_pairs.low_basis = 'from_spend' and on_pairs.high_basis = 'from_spend'
),

ends as (
    select
        on_pairs.*,
        cast(null as varchar) as contract_id,
        cast(null as integer) as year,
        on_pairs.low_gross as low_amount_gross,
        on_pairs.high_gross as high_amount_gross
    from on_pairs
    union all
    select
        on_pairs.*,
        cell_keys.contract_id,
        cell_keys.year,
        case when low_cells.contract_id is null then 0 else low_cells.amount_gross end as low_amount_gross,
        case when high_cells.contract_id is null then 0 else high_cells.amount_gross end as high_amount_gross
    from on_pairs
    inner join cell_keys
        on
            on_pairs.publication_id = cell_keys.publication_id
            and on_pairs.pause_months = cell_keys.pause_months
    left join cells as low_cells
        on
            on_pairs.publication_id = low_cells.publication_id
            and on_pairs.low_scenario_id = low_cells.scenario_id
            and cell_keys.contract_id = low_cells.contract_id
            and cell_keys.year = low_cells.year
    left join cells as high_cells
        on
            on_pairs.publication_id = high_cells.publication_id
            and on_pairs.high_scenario_id = high_cells.scenario_id
            and cell_keys.contract_id = high_cells.contract_id
            and cell_keys.year = high_cells.year
)

select
    publication_id,
    method,
    contract_id,
    year,
    pause_months,
    -- Scenarios that fall while the pause grows contradict themselves: no line is drawn through them.
    case
        when high_gross >= low_gross then
            cast(
                low_amount_gross + {{ amount_times_ratio(
                    '(high_amount_gross - low_amount_gross)', '(pause_months - low_months)',
                    '(high_months - low_months)'
                ) }} as decimal(18, 2)
            )
    end as unlawful_amount_gross,
    case
        when high_gross < low_gross
            then 'The totals of the scenarios fall between ' || low_months || ' and ' || high_months || ' months'
        else concat(
            'Straight line through EUR ', low_gross, ' at ', low_months, ' months and EUR ', high_gross, ' at ',
            high_months, ' months',
            case
                when low_basis != 'from_spend' or high_basis != 'from_spend'
                    then '; no rows per contract and year, since one of the two is published as a total only'
            end
        )
    end as reason
from ends
