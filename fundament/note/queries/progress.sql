-- Earned schedule of the migrations at the end of the last month that is known.
select
    period_end,
    planned_duration_months,
    planned_total,
    planned,
    actual,
    es,
    sv_t,
    spi_t,
    ieac_t,
    without_baseline,
    planned_by_first_plan,
    completed_without_date
from marts.migration_progress
where publication_id = $publication_id and actual is not null
order by period_end desc
limit 1
