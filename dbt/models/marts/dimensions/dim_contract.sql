with contracts as (
    select * from {{ ref('known_contracts') }}
),

contract_ends as (
    select * from {{ ref('int_contract_ends') }}
),

labels as (
    select * from {{ ref('code_labels') }}
    where code_list = 'contract_type'
),

-- What the register has and what others name, and `none` for what names no contract.
keys as (
    {% for source, column in [
        ('known_contracts', 'contract_id'), ('known_contracts', 'parent_contract_id'),
        ('known_contract_spend', 'contract_id'), ('known_contract_amendments', 'contract_id'),
        ('known_migrations', 'contract_id'), ('known_migrations', 'target_contract_id'),
        ('known_control_totals', 'contract_id')
    ] %}
    select
        publication_id,
        {{ column }} as contract_id
    from {{ ref(source) }}
    where {{ column }} is not null
    union
    {% endfor %}
    select
        publication_id,
        'none' as contract_id
    from {{ ref('known_publications') }}
),

called as (
    select
        keys.publication_id,
        keys.contract_id,
        coalesce(contracts.contract_name, keys.contract_id) as contract_name
    from keys
    left join contracts on keys.publication_id = contracts.publication_id and keys.contract_id = contracts.contract_id
),

named as (
    {{ with_names('called', "'contract'", 'contract_id', 'contract_name') }}
)

select
    named.publication_id,
    named.contract_id,
    named.contract_name,
    {{ told_apart('named.name_en', 'named.contract_id', among='named.publication_id') }} as contract_name_en,
    {{ told_apart('named.name_nl', 'named.contract_id', among='named.publication_id') }} as contract_name_nl,
    contracts.contract_id is not null as is_on_file,
    case when contracts.contract_id is null then 'none' else {{ supplier_key('contracts') }} end as supplier_key,
    {{ unless_a_person('contracts', 'supplier_name') }} as supplier_name,
    contracts.contract_type,
    labels.label_en as contract_type_en,
    labels.label_nl as contract_type_nl,
    contracts.parent_contract_id,
    contracts.procurement_method,
    contracts.authority_type,
    contracts.nature,
    contracts.platform_id,
    contracts.award_date,
    contracts.start_date,
    contracts.end_date,
    contracts.max_extent_date,
    contracts.current_end_date,
    contract_ends.contract_end_date,
    contract_ends.end_date_basis,
    contracts.estimated_value_net,
    contracts.original_value_net,
    contracts.maximum_value_net,
    contracts.delivery_id,
    contracts.source_file,
    contracts.source_line,
    contracts.citation
from named
left join contracts on named.publication_id = contracts.publication_id and named.contract_id = contracts.contract_id
left join contract_ends
    on named.publication_id = contract_ends.publication_id and named.contract_id = contract_ends.contract_id
left join labels
    on
        case
            when contracts.contract_id is not null then contracts.contract_type
            when named.contract_id = 'none' then 'none'
            else 'not_on_file'
        end = labels.code
