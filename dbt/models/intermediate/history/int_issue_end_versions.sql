-- Every day by which an issue was to be solved, of the issues of which that day has changed: there may be very many.
{{ end_versions('issues', 'issue_id', 'target_date', 'target_date', changed_only=true) }}
