{{ known('scenarios') }}
