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

per_ending_contract as (
    select
        publication_id,
        scenario_id,
        ending_contract_id,
        {{ known_part('amount_gross') }} as amount_gross,
        sum(unknown_lines) as unknown_lines,
        string_agg(
            contract_id || ' ' || year || ': ' || coalesce({{ eur_en('amount_gross') }}, 'EUR unknown')
            || {{ and_unknown_lines_en('amount_gross', 'unknown_lines') }}, '; '
            order by contract_id, year
        ) as evidence,
        string_agg(
            contract_id || ' ' || year || ': ' || coalesce({{ eur_nl('amount_gross') }}, 'EUR onbekend')
            || {{ and_unknown_lines_nl('amount_gross', 'unknown_lines') }}, '; '
            order by contract_id, year
        ) as evidence_nl
    from per_contract_and_year
    group by publication_id, scenario_id, ending_contract_id
)

select
    per_ending_contract.publication_id,
    'contract' as subject_type,
    per_ending_contract.ending_contract_id as subject_id,
    per_ending_contract.scenario_id as qualifier,
    per_ending_contract.amount_gross,
    cast(null as integer) as days,
    coalesce('EUR ' || {{ million_en('per_ending_contract.amount_gross') }} || ' million', 'An unknown amount')
    || {{ and_unknown_lines_en('per_ending_contract.amount_gross', 'per_ending_contract.unknown_lines') }}
    || ' of spend is stated after '
    || contracts.current_end_date || ', the last day of: ' || contracts.contract_name as message_en,
    'Er staat '
    || coalesce('EUR ' || {{ million_nl('per_ending_contract.amount_gross') }} || ' miljoen', 'een onbekend bedrag')
    || {{ and_unknown_lines_nl('per_ending_contract.amount_gross', 'per_ending_contract.unknown_lines') }}
    || ' aan uitgaven na '
    || contracts.current_end_date || ', de laatste dag van: '
    || {{ dutch_name('contract', 'contracts.publication_id', 'contracts.contract_id', 'contracts.contract_name') }}
        as message_nl,
    per_ending_contract.evidence,
    per_ending_contract.evidence_nl
from per_ending_contract
inner join contracts
    on
        per_ending_contract.publication_id = contracts.publication_id
        and per_ending_contract.ending_contract_id = contracts.contract_id
