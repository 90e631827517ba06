{{ known('stg_cost_impacts') }}
