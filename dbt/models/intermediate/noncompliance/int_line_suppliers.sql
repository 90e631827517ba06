-- The spend lines, each with its supplier: the one that the line names, else that of its contract.
{% set of_the_line = [
    'publication_id', 'line_id', 'contract_id', 'scenario_id', 'service_id', 'period_start', 'period_end',
    'amount_net', 'amount_gross', 'vat_rate', 'measure_type', 'cost_type', 'description', 'rounding_unit',
    'delivery_id', 'source_file', 'source_line', 'citation'
] %}

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
        {% for column in of_the_line %}
        lines.{{ column }},
        {% endfor %}
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
        {% for column in of_the_line %}
        {{ column }},
        {% endfor %}
        if(names_one, line_supplier_id, contract_supplier_id) as supplier_id,
        coalesce(line_supplier_name, if(is_that_of_the_contract, contract_supplier_name, null)) as supplier_name,
        coalesce(line_supplier_kind, if(is_that_of_the_contract, contract_supplier_kind, null)) as supplier_kind
    from joined
)

select
    {% for column in of_the_line %}
    named.{{ column }},
    {% endfor %}
    named.supplier_kind,
    {{ supplier_key('named') }} as supplier_key,
    {{ unless_a_person('named', 'supplier_id') }} as supplier_id,
    {{ unless_a_person('named', 'supplier_name') }} as supplier_name
from named
