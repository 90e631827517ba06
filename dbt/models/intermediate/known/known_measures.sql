{{ known('stg_measures') }}
