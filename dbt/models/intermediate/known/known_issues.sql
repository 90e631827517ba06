{{ known('issues') }}
