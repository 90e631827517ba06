-- The lines that each amount of non-compliant spend is made of: how many, and the first three.
select
    scenario_id,
    coalesce(contract_id, 'none') as contract_id,
    year,
    measure_type,
    count(distinct line_id) as lines,
    min(distinct {'file': source_file, 'line': source_line, 'citation': citation}, 3) as first_lines
from marts.spend_lawfulness
where publication_id = $publication_id
group by scenario_id, coalesce(contract_id, 'none'), year, measure_type
order by all
