-- The supplier of each spend line: the one that the line names, else that of its contract.
with lines as (
    select
        *,
        coalesce(supplier_id, supplier_name) is not null as names_one
    from {{ ref('known_contract_spend') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

joined as (
    select
        lines.publication_id,
        lines.line_id,
        lines.cost_type,
        lines.names_one,
        lines.supplier_id as line_supplier_id,
        lines.supplier_name as line_supplier_name,
        lines.supplier_kind as line_supplier_kind,
        contracts.supplier_id as contract_supplier_id,
        contracts.supplier_name as contract_supplier_name,
        contracts.supplier_kind as contract_supplier_kind,
        not lines.names_one
        or coalesce(lines.supplier_id = contracts.supplier_id, lines.supplier_name = contracts.supplier_name, false)
            as is_that_of_the_contract
    from lines
    left join contracts
        on lines.publication_id = contracts.publication_id and lines.contract_id = contracts.contract_id
),

named as (
    select
        publication_id,
        line_id,
        cost_type,
        if(names_one, line_supplier_id, contract_supplier_id) as supplier_id,
        coalesce(line_supplier_name, if(is_that_of_the_contract, contract_supplier_name, null)) as supplier_name,
        coalesce(line_supplier_kind, if(is_that_of_the_contract, contract_supplier_kind, null)) as supplier_kind
    from joined
)

select
    named.publication_id,
    named.line_id,
    named.cost_type,
    named.supplier_kind,
    {{ supplier_key('named') }} as supplier_key,
    {{ unless_a_person('named', 'supplier_id') }} as supplier_id,
    {{ unless_a_person('named', 'supplier_name') }} as supplier_name
from named
