{{ known('stg_procurement_errors') }}
