{{ known('dependencies') }}
