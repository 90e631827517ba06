{{ known('stg_assessments') }}
