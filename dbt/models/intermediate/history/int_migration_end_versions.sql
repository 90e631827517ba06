-- Every planned end that a migration has had: the baseline, then the forecasts.
{{ end_versions('migrations', 'migration_id', 'baseline_end_date', 'forecast_end_date') }}
