-- The lines that an amount of spend is made of, all of it and what has one outcome, of the hundred contracts of a
-- scenario with the largest amounts: how many, and the first three that `fundament explain` lists.
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
),

counted as (
    select
        *,
        unnest(['spend', outcome]) as part_of
    from marts.spend_lawfulness
    semi join largest using (scenario_id, contract_id)
    where publication_id = $publication_id and is_counted
),

per_line as (
    select
        scenario_id,
        contract_id,
        year,
        measure_type,
        part_of,
        source_file,
        source_line,
        {amount_of_line} as amount,
        any_value(citation) as citation
    from counted as part
    group by all
)

select
    scenario_id,
    contract_id,
    year,
    measure_type,
    part_of,
    count(*) as lines,
    min_by(struct_pack(source_file, source_line, citation), {unknown_then_largest}, 3) as first_lines
from per_line
group by all
order by all
