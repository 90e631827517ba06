{{ known('cost_impacts') }}
