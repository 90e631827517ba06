-- The figures that the publication prints, and that those whose outturn is shown print, as reconciled.
select
    publication_id,
    figure_id,
    measure,
    scenario_id,
    contract_id,
    year,
    measure_type,
    entity,
    printed_text,
    printed_value,
    unit,
    computed_value,
    residual,
    verdict,
    accepted_verdict,
    accepted_reason,
    accepted_reason_nl,
    is_accepted,
    citation,
    source_file || ', line ' || source_line as origin
from marts.source_reconciliation
where
    publication_id = $publication_id
    or publication_id in (
        select outturn_publication_id from marts.noncompliance_backtest
        where forecast_publication_id = $publication_id
    )
order by publication_id, source_file, source_line
