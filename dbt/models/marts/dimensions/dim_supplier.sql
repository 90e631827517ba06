with lines as (
    select * from {{ ref('int_line_suppliers') }}
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

named as (
    select
        contracts.publication_id,
        {{ supplier_key('contracts') }} as supplier_key,
        {{ unless_a_person('contracts', 'supplier_id') }} as supplier_id,
        {{ unless_a_person('contracts', 'supplier_name') }} as supplier_name,
        contracts.supplier_kind,
        count(*) as times,
        count(*) as contracts
    from contracts
    group by
        contracts.publication_id,
        {{ supplier_key('contracts') }},
        {{ unless_a_person('contracts', 'supplier_id') }},
        {{ unless_a_person('contracts', 'supplier_name') }},
        contracts.supplier_kind
    union all
    select
        publication_id,
        supplier_key,
        supplier_id,
        supplier_name,
        supplier_kind,
        count(*) as times,
        0 as contracts
    from lines
    group by publication_id, supplier_key, supplier_id, supplier_name, supplier_kind
    union all
    -- What names none has its row, whether or not there is any.
    select
        publication_id,
        'none' as supplier_key,
        null as supplier_id,
        null as supplier_name,
        null as supplier_kind,
        0 as times,
        0 as contracts
    from {{ ref('known_publications') }}
),

spelled as (
    select
        publication_id,
        supplier_key,
        supplier_name,
        max(supplier_id) as supplier_id,
        max(supplier_kind) as supplier_kind,
        sum(times) as times,
        sum(contracts) as contracts
    from named
    group by publication_id, supplier_key, supplier_name
),

numbered as (
    select
        *,
        row_number() over (
            partition by publication_id, supplier_key order by supplier_name is null, times desc, supplier_name desc
        ) as name_no
    from spelled
),

suppliers as (
    select
        publication_id,
        supplier_key,
        max(supplier_id) as supplier_id,
        max(supplier_name) filter (where name_no = 1) as supplier_name,
        cast(count(supplier_name) as integer) as supplier_names,
        max(supplier_kind) as supplier_kind,
        cast(sum(contracts) as integer) as contracts
    from numbered
    group by publication_id, supplier_key
),

unnamed as (
    select * from {{ ref('code_labels') }}
    where code_list = 'unnamed'
),

called as (
    select
        suppliers.*,
        coalesce(unnamed.label_en, suppliers.supplier_name, suppliers.supplier_key) as name_en,
        coalesce(unnamed.label_nl, suppliers.supplier_name, suppliers.supplier_key) as name_nl
    from suppliers
    left join unnamed
        on
            case suppliers.supplier_key when 'none' then 'supplier' when 'natural_person' then 'natural_person' end
            = unnamed.code
)

select
    publication_id,
    supplier_key,
    supplier_id,
    supplier_name,
    {{ told_apart('name_en', 'supplier_key', among='publication_id') }} as supplier_name_en,
    {{ told_apart('name_nl', 'supplier_key', among='publication_id') }} as supplier_name_nl,
    supplier_names,
    supplier_kind,
    contracts
from called
