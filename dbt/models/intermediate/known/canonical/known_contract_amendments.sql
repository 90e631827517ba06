{{ known('contract_amendments') }}
