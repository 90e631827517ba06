-- A framework agreement without a maximum on file: nobody can say when it is used up.
with named as (
    select
        ceilings.*,
        {{ dutch_name("'contract'", 'ceilings.publication_id', 'ceilings.contract_id', 'ceilings.contract_name') }}
            as contract_name_nl
    from {{ ref('int_framework_ceilings') }} as ceilings
)

select
    {{ finding('framework_without_maximum', "'contract'", 'contract_id') }}
from named
where ceiling_status = 'no_maximum'
