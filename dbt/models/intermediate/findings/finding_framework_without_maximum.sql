-- A framework agreement without a maximum on file: nobody can say when it is used up.
with named as (
    select
        ceilings.*,
        {{ dutch_name('contract', 'ceilings.publication_id', 'ceilings.contract_id', 'ceilings.contract_name') }}
            as contract_name_nl
    from {{ ref('int_framework_ceilings') }} as ceilings
)

select
    publication_id,
    'contract' as subject_type,
    contract_id as subject_id,
    '' as qualifier,
    cast(null as decimal(18, 2)) as amount_gross,
    cast(null as integer) as days,
    {{ finding_words('framework_without_maximum') }}
from named
where ceiling_status = 'no_maximum'
