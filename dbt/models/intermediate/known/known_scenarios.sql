{{ known('stg_scenarios') }}
