{{ known('measures') }}
