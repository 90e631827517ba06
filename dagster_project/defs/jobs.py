"""The nightly job and its schedule."""

import dagster as dg

from dagster_project.run_life import tell_that_it_ended, tell_that_it_stopped
from fundament.clock import TIME_ZONE

# One process: the warehouse is one file, and the lock is held from the first step to the last.
nightly = dg.define_asset_job(
    name="nightly",
    selection=dg.AssetSelection.all(),
    description="Deliveries, models, checks and, where all checks pass, the publication.",
    executor_def=dg.in_process_executor,
    hooks={tell_that_it_stopped, tell_that_it_ended},
)


@dg.schedule(
    job=nightly,
    cron_schedule="0 2 * * *",
    execution_timezone=TIME_ZONE.key,
    description="Every night at two, as at that day.",
)
def nightly_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """A run whose as-of date is the day of the schedule, not of the clock."""
    day = context.scheduled_execution_time.date().isoformat()
    return dg.RunRequest(run_key=day, run_config={"resources": {"night": {"config": {"as_of_date": day}}}})
