-- The lines that an amount of non-compliant spend is made of, of the hundred contracts of a scenario with the largest
-- amounts: how many, and the first three.
with largest as (
    select
        scenario_id,
        contract_id
    from marts.noncompliance_by_contract_year
    where publication_id = $publication_id
    group by scenario_id, contract_id
    qualify
        row_number() over (
            partition by scenario_id
            order by
                coalesce(sum(unlawful_amount_gross), 0) = 0 and sum(unlawful_unknown_lines) = 0,
                coalesce(sum(unlawful_amount_gross), 0) desc,
                contract_id
        ) <= 100
)

select
    lines.scenario_id,
    lines.contract_id,
    lines.year,
    lines.measure_type,
    count(distinct lines.line_id) as lines,
    min(
        distinct {'file': lines.source_file, 'line': lines.source_line, 'citation': lines.citation}, 3
    ) as first_lines
from marts.spend_lawfulness as lines
semi join largest on lines.scenario_id = largest.scenario_id and lines.contract_id = largest.contract_id
where lines.publication_id = $publication_id
group by all
order by all
