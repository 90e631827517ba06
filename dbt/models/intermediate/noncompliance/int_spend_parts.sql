-- Each spend line, cut by days: at the turn of a year, after its contract's last day, at each border of the lawful
-- term, where an assertion begins and where an amendment makes it uncertain. The parts of a line add up to it to
-- the cent, in proportion to their days. A commitment is of the year in which it was made, and is not cut there.
{{ config(materialized='table') }}

with spend as (
    select
        *,
        cast(coalesce(amount_gross, amount_net * (1 + vat_rate)) as decimal(18, 2)) as line_amount_gross,
        cast(coalesce(amount_net, {{ net_of_gross('amount_gross', 'vat_rate') }}) as decimal(18, 2))
            as line_amount_net,
        period_end - period_start as days,
        -- Facts go before in every scenario; a scenario says nothing about the facts.
        least(
            min(year(period_start)) filter (where scenario_id = 'none') over (partition by publication_id, contract_id),
            min(year(period_start)) over (partition by publication_id, contract_id, scenario_id)
        ) as first_year
    from {{ ref('known_contract_spend') }}
),

contracts as (
    select * from {{ ref('int_contract_lawfulness') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
),

term_borders as (
    select
        publication_id,
        contract_id,
        list(first_day) filter (where first_day is not null) as first_days
    from {{ ref('int_contract_terms') }}
    group by publication_id, contract_id
),

contract_borders as (
    select
        contracts.*,
        contract_ends.ending_contract_id,
        contract_ends.contract_end_date,
        list_concat(
            coalesce(term_borders.first_days, []),
            [contracts.asserted_from, contracts.unplaced_from, contract_ends.contract_end_date + 1]
        ) as contract_days
    from contracts
    left join contract_ends
        on
            contracts.publication_id = contract_ends.publication_id
            and contracts.contract_id = contract_ends.contract_id
    left join term_borders
        on
            contracts.publication_id = term_borders.publication_id
            and contracts.contract_id = term_borders.contract_id
),

cut as (
    select
        spend.*,
        contract_borders.ending_contract_id,
        contract_borders.contract_end_date,
        contract_borders.recognition_basis,
        contract_borders.contract_id is not null as is_contract_on_file,
        contract_borders.is_commitment,
        not coalesce(contract_borders.is_commitment, false) or year(spend.period_start) = spend.first_year
            as is_counted,
        list_sort(list_distinct(list_filter(
            list_concat(
                [spend.period_start, spend.period_end],
                contract_borders.contract_days,
                list_transform(
                    generate_series(
                        year(spend.period_start) + 1,
                        case when coalesce(contract_borders.is_commitment, false) then 0 else year(spend.period_end) end
                    ),
                    lambda new_year: make_date(new_year, 1, 1) -- noqa: RF02
                )
            ),
            lambda border: border between spend.period_start and spend.period_end -- noqa: RF02
        ))) as borders
    from spend
    left join contract_borders
        on
            spend.publication_id = contract_borders.publication_id
            and spend.contract_id = contract_borders.contract_id
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
        borders[part_no + 1] as part_end,
        len(borders) = 2 as is_whole
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
    recognition_basis,
    is_contract_on_file,
    is_counted,
    cast(case when is_commitment then year(period_start) else year(part_start) end as integer) as year,
    part_start,
    part_end,
    coalesce(part_start > contract_end_date, false) as is_after_contract_end,
    {% for amount in ['line_amount_gross', 'line_amount_net', 'rounding_unit'] %}
    case
        when is_whole then {{ amount }}
        else {{ amount_between(amount, 'part_start - period_start', 'part_end - period_start', 'days') }}
    end as {{ amount | replace('line_', '') }},
    {% endfor %}
    delivery_id,
    source_file,
    source_line,
    citation
from parts
