-- The lines that each cell of non-compliant spend is made of.
select
    scenario_id,
    coalesce(contract_id, 'none') as contract_id,
    year,
    measure_type,
    count(distinct line_id) as lines,
    min(source_file || ', line ' || source_line || coalesce(': ' || citation, '')) as first_line
from marts.spend_lawfulness
where publication_id = $publication_id
group by scenario_id, coalesce(contract_id, 'none'), year, measure_type
order by all
