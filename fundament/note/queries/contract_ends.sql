-- Contracts that end within a year of the status date of the publication, or ended in the year before; the first end first.
select
    contract.contract_id,
    contract.contract_name,
    contract.supplier_name,
    contract.contract_end_date,
    contract.source_file || ', line ' || contract.source_line as origin,
    contract.citation
from marts.dim_contract as contract
inner join marts.dim_publication as publication on contract.publication_id = publication.publication_id
where
    contract.publication_id = $publication_id and contract.is_on_file
    and contract.contract_end_date between publication.status_date - interval 1 year
    and publication.status_date + interval 1 year
order by contract.contract_end_date, contract.contract_id
