-- Every end date that a contract has had: as agreed at first, then as in force.
{{ end_versions('contracts', 'contract_id', 'end_date', 'current_end_date') }}
