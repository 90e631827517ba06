{{ known('stg_services') }}
