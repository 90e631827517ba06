{{ known('statements') }}
