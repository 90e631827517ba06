-- Each spend line, cut at the turn of a year, after its contract's last day and where an assertion begins.
-- The parts of a line add up to it to the cent, in proportion to their days.
with spend as (
    select
        *,
        coalesce(amount_gross, cast(amount_net * (1 + vat_rate) as decimal(18, 2))) as line_amount_gross,
        period_end - period_start as days
    from {{ ref('known_contract_spend') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
),

cut as (
    select
        spend.*,
        contract_ends.ending_contract_id,
        contract_ends.contract_end_date,
        list_sort(list_distinct(list_filter(
            list_concat(
                [
                    spend.period_start, spend.period_end, contracts.asserted_from,
                    contract_ends.contract_end_date + 1
                ],
                list_transform(
                    generate_series(year(spend.period_start) + 1, year(spend.period_end)),
                    lambda new_year: make_date(new_year, 1, 1) -- noqa: RF02
                )
            ),
            lambda border: border between spend.period_start and spend.period_end -- noqa: RF02
        ))) as borders
    from spend
    left join contracts
        on spend.publication_id = contracts.publication_id and spend.contract_id = contracts.contract_id
    left join contract_ends
        on spend.publication_id = contract_ends.publication_id and spend.contract_id = contract_ends.contract_id
),

numbered as (
    select
        *,
        unnest(generate_series(1, len(borders) - 1)) as part_no
    from cut
),

parts as (
    select
        *,
        borders[part_no] as part_start,
        borders[part_no + 1] as part_end
    from numbered
)

select
    publication_id,
    line_id,
    cast(part_no as integer) as part_no,
    contract_id,
    scenario_id,
    service_id,
    ending_contract_id,
    measure_type,
    cast(year(part_start) as integer) as year,
    part_start,
    part_end,
    coalesce(part_start > contract_end_date, false) as is_after_contract_end,
    {{ amount_between('line_amount_gross', 'part_start - period_start', 'part_end - period_start', 'days') }}
        as amount_gross,
    {{ amount_between('amount_net', 'part_start - period_start', 'part_end - period_start', 'days') }}
        as amount_net,
    {{ amount_between('rounding_unit', 'part_start - period_start', 'part_end - period_start', 'days') }}
        as rounding_unit,
    delivery_id,
    source_file,
    source_line,
    citation
from parts
