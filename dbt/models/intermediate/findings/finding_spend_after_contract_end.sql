-- Spend for days after the last day of the contract that ends; one finding per contract that ends.
with parts as (
    select * from {{ ref('int_spend_parts') }}
    where is_after_contract_end
),

contracts as (
    select * from {{ ref('known_contracts') }}
),

per_contract_and_year as (
    select
        publication_id,
        scenario_id,
        ending_contract_id,
        contract_id,
        year,
        {{ known_part('amount_gross') }} as amount_gross,
        {{ unknown_lines('amount_gross', 'line_id') }} as unknown_lines
    from parts
    group by publication_id, scenario_id, ending_contract_id, contract_id, year
),

per_year as (
    select
        *,
        {{ lines_beside('amount_gross', 'unknown_lines') }} as lines_beside
    from per_contract_and_year
),

per_ending_contract as (
    select
        publication_id,
        scenario_id,
        ending_contract_id,
        {{ known_part('amount_gross') }} as amount_gross,
        sum(unknown_lines) as unknown_lines,
        string_agg({{ said('spend_after_contract_end.year', 'en') }}, '; ' order by contract_id, year) as years_en,
        string_agg({{ said('spend_after_contract_end.year', 'nl') }}, '; ' order by contract_id, year) as years_nl
    from per_year
    group by publication_id, scenario_id, ending_contract_id
),

named as (
    select
        per_ending_contract.*,
        {{ lines_beside('per_ending_contract.amount_gross', 'per_ending_contract.unknown_lines') }} as lines_beside,
        contracts.current_end_date,
        contracts.contract_name,
        {{ dutch_name("'contract'", 'contracts.publication_id', 'contracts.contract_id', 'contracts.contract_name') }}
            as contract_name_nl
    from per_ending_contract
    inner join contracts
        on
            per_ending_contract.publication_id = contracts.publication_id
            and per_ending_contract.ending_contract_id = contracts.contract_id
)

select
    {{ finding(
        'spend_after_contract_end', "'contract'", 'ending_contract_id',
        qualifier='scenario_id', amount_gross='amount_gross'
    ) }}
from named
