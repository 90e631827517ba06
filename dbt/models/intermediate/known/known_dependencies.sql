{{ known('stg_dependencies') }}
