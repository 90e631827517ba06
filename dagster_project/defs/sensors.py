"""The sensor: start the nightly job when a delivery has arrived and is complete."""

import json

import dagster as dg

from dagster_project.defs.jobs import nightly
from fundament.deliveries.found.arrivals import look
from fundament.errors import FundamentError
from fundament.lock import is_locked
from fundament.warehouse import Warehouse

SECONDS_BETWEEN_LOOKS = 60
# A run in one of these has not taken the lock yet; one that runs holds it, and one whose process died does not.
WAITING = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING]


@dg.sensor(
    job=nightly,
    minimum_interval_seconds=SECONDS_BETWEEN_LOOKS,
    description="Starts a run when the folder of the deliveries has changed, is complete and has come to rest.",
)
def deliveries_sensor(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """One run per state of the folder, and none while a run is going on.

    The cursor keeps the state at the last look (`seen`), the one that the last run was started for (`started`),
    and the number of runs started.
    """
    cursor = {"seen": "", "started": "", "runs": 0, **json.loads(context.cursor or "{}")}
    try:
        warehouse = Warehouse.from_environment()
    except FundamentError as error:
        return dg.SkipReason(str(error))
    folder = look(warehouse.deliveries)
    at_rest = folder.state == cursor["seen"]
    cursor["seen"] = folder.state
    if folder.state == cursor["started"]:
        return _skip("Nothing has changed since the last run that was started here.", cursor)
    if not at_rest:
        return _skip("The folder has changed since the last look: it may still be written to.", cursor)
    if folder.missing_markers:
        return _skip(f"A delivery is not complete: waiting for {', '.join(folder.missing_markers)}.", cursor)
    waiting = context.instance.get_runs(dg.RunsFilter(job_name=nightly.name, statuses=WAITING), limit=1)
    if waiting or is_locked(warehouse):
        return _skip("A run is going on; the change is taken up when it has ended.", cursor)
    cursor.update(started=folder.state, runs=cursor["runs"] + 1)
    # The number makes a state that comes back a new one; after a crash before the cursor is kept it is the same.
    key = f"{cursor['runs']}-{folder.state}"
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=key)], cursor=json.dumps(cursor))


def _skip(reason: str, cursor: dict[str, str | int]) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=json.dumps(cursor))
