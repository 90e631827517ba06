{{ known('stg_issues') }}
