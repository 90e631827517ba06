{{ known('services') }}
