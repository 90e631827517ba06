{{ known('stg_control_totals') }}
