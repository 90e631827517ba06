-- Spend per contract and year in each scenario, with its sums: over years, over contracts, over both. The contracts
-- after the first are taken together. A sum is what is known of it beside the number of lines that it leaves out.
with shown as (
    select
        cells.*,
        contracts.contract_id as shown_contract_id,
        case
            when amount_basis != 'lines' then 'published_total'
            when contracts.contract_id is null then 'rest'
            else 'contract'
        end as row_kind
    from marts.noncompliance_by_scenario as cells
    left join shown_contracts as contracts
        on
            cells.publication_id = contracts.publication_id
            and cells.scenario_id = contracts.scenario_id
            and cells.contract_id = contracts.contract_id
            and cells.amount_basis = 'lines'
)

select
    publication_id,
    scenario_id,
    case
        when grouping(row_kind) = 1 then 'total'
        else row_kind
    end as row_kind,
    shown_contract_id as contract_id,
    year,
    measure_type,
    grouping(measure_type) = 1 as is_sum_of_types,
    grouping(year) = 1 as is_sum_of_years,
    case when count(*) = 1 then any_value(cell_id) end as cell_id,
    count(*) as cells,
    count(distinct contract_id) as contracts,
    count(distinct contract_id) filter (
        where contract_id != 'none' and (unlawful_amount_gross != 0 or unlawful_unknown_lines > 0)
    ) as unlawful_contracts,
    min(year) filter (where unlawful_amount_gross != 0 or unlawful_unknown_lines > 0) as first_year,
    max(year) filter (where unlawful_amount_gross != 0 or unlawful_unknown_lines > 0) as last_year,
    marts.sum_of_known_parts(unlawful_amount_gross, unlawful_unknown_lines) as unlawful_amount_gross,
    sum(unlawful_unknown_lines) as unlawful_unknown_lines,
    marts.sum_of_known_parts(uncertain_amount_gross, uncertain_unknown_lines) as uncertain_amount_gross,
    sum(uncertain_unknown_lines) as uncertain_unknown_lines,
    marts.sum_of_known_parts(spend_amount_gross, spend_unknown_lines) as spend_amount_gross,
    sum(spend_unknown_lines) as spend_unknown_lines
from shown
group by grouping sets (
    (publication_id, scenario_id, row_kind, shown_contract_id, year, measure_type),
    (publication_id, scenario_id, row_kind, shown_contract_id),
    (publication_id, scenario_id, year, measure_type),
    (publication_id, scenario_id, measure_type),
    (publication_id, scenario_id)
)
order by
    publication_id, scenario_id, row_kind, contract_id, year, measure_type, is_sum_of_types desc, is_sum_of_years desc
