{{ config(materialized='view') }}
{{ known('contract_spend') }}
