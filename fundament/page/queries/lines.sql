-- Of each cell of spend of a contract, and what of it has one outcome: how many lines it is made of, and the first that
-- `fundament explain` lists.
with of_shown as not materialized (
    select
        * replace (coalesce(contract_id, 'none') as contract_id),
        unnest(['spend', outcome]) as part_of
    from narrow.spend
    where
        is_counted
        and (publication_id, coalesce(contract_id, 'none')) in (
            select (publication_id, contract_id) from shown_contracts
        )
),

per_line as (
    select
        publication_id,
        scenario_id,
        contract_id,
        year,
        measure_type,
        part_of,
        source_file,
        source_line,
        {amount_of_line} as amount,
        any_value(citation) as citation
    from of_shown as part
    where not is_whole
    group by all
    union all
    -- Nearly all, which no grouping need hold.
    select
        publication_id,
        scenario_id,
        contract_id,
        year,
        measure_type,
        part_of,
        source_file,
        source_line,
        amount_gross as amount,
        citation
    from of_shown
    where is_whole
),

shown as (
    select distinct publication_id, scenario_id from shown_contracts
)

select
    shown.publication_id,
    shown.scenario_id,
    per_line.contract_id,
    per_line.year,
    per_line.measure_type,
    per_line.part_of,
    count(*) as lines,
    min_by(struct_pack(source_file, source_line, citation), {unknown_then_largest}, $shown_lines) as first_lines
from shown
inner join per_line
    -- A fact counts in each scenario.
    on shown.publication_id = per_line.publication_id and per_line.scenario_id in (shown.scenario_id, 'none')
group by all
order by all
