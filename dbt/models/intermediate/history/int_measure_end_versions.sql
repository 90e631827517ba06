-- Every day by which a measure was due.
{{ end_versions('measures', 'measure_id', 'due_date', 'due_date') }}
