{{ known('contract_spend') }}
