{{ known('labels') }}
