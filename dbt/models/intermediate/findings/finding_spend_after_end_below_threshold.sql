-- Spend for days without a lawful term, on a contract that stays below the threshold of its award: R1 passes there, and
-- somebody should know. One finding per contract and scenario.
with parts as (
    select * from {{ ref('int_spend_parts') }}
    where is_contract_on_file and is_counted
),

terms as (
    select * from {{ ref('int_contract_terms') }}
    where term_status = 'below_threshold'
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

per_contract as (
    select
        parts.publication_id,
        parts.contract_id,
        parts.scenario_id,
        {{ known_part('parts.amount_gross') }} as amount_gross,
        {{ unknown_lines('parts.amount_gross', 'parts.line_id') }} as unknown_lines,
        any_value(terms.first_day) as first_day,
        min({ 'source_file': parts.source_file, 'source_line': parts.source_line }) as place
    from parts
    inner join terms
        on
            parts.publication_id = terms.publication_id
            and parts.contract_id = terms.contract_id
            and {{ holds_on('terms', 'parts.part_start') }}
    group by parts.publication_id, parts.contract_id, parts.scenario_id
),

named as (
    select
        per_contract.*,
        per_contract.place.source_file,
        per_contract.place.source_line,
        {{ lines_beside('per_contract.amount_gross', 'per_contract.unknown_lines') }} as lines_beside,
        contracts.contract_name,
        {{ dutch_name("'contract'", 'contracts.publication_id', 'contracts.contract_id', 'contracts.contract_name') }}
            as contract_name_nl
    from per_contract
    inner join contracts
        on
            per_contract.publication_id = contracts.publication_id
            and per_contract.contract_id = contracts.contract_id
)

select
    {{ finding(
        'spend_after_end_below_threshold', "'contract'", 'contract_id',
        qualifier="case scenario_id when 'none' then '' else scenario_id end", amount_gross='amount_gross'
    ) }}
from named
