-- One row for the original end of a contract or migration (number 0) and one for each later change of it.
{{ end_changes(['contract', 'migration']) }}
