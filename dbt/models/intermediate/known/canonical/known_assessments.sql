{{ known('assessments') }}
