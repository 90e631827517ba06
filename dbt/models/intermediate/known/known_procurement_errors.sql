{{ known('procurement_errors') }}
