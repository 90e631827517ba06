{{ known('stg_migrations') }}
