{{ known('migrations') }}
