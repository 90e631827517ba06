-- What the publication forecast beside what the same organisation later reported.
select
    backtest.year,
    backtest.outturn_publication_id,
    backtest.scenario_id,
    backtest.forecast_gross,
    backtest.forecast_uncertain_gross,
    backtest.outturn_gross,
    backtest.difference,
    backtest.definition_note,
    backtest.definition_note_nl,
    publication.title
from marts.noncompliance_backtest as backtest
inner join marts.dim_publication as publication on backtest.outturn_publication_id = publication.publication_id
where backtest.forecast_publication_id = $publication_id
order by all
