-- The largest lines that each cell of spend of a contract is made of, and how many parts of lines it has in all.
select
    publication_id,
    scenario_id,
    coalesce(contract_id, 'none') as contract_id,
    year,
    measure_type,
    count(*) as parts,
    max_by(
        struct_pack(source_file, source_line, citation), coalesce(abs(amount_gross), 0), 3
    ) as largest
from narrow.spend
where (publication_id, coalesce(contract_id, 'none')) in (
    select (publication_id, contract_id) from shown_contracts
)
group by publication_id, scenario_id, coalesce(contract_id, 'none'), year, measure_type
order by all
