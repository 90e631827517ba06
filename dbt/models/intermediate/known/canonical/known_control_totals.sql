{{ known('control_totals') }}
