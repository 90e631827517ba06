{{ known('stg_contract_spend') }}
