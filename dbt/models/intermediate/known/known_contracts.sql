{{ known('stg_contracts') }}
