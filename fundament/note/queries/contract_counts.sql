-- How many contracts are on file, and of how many no end is.
select
    count(*) as contracts,
    count(*) filter (where contract_end_date is null) as without_end
from marts.dim_contract
where publication_id = $publication_id and is_on_file
having count(*) > 0
