"""Keeps what Dagster remembers of its runs within bounds, and truthful."""

from pathlib import Path

import dagster as dg

from fundament.progress import report

ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
# A history that has grown for years is brought down over several nights.
AT_ONCE = 200


def tidy(instance: dg.DagsterInstance, run_id: str, keep: int) -> None:
    """End the runs whose process is gone, and forget all but the newest that have ended.

    The caller is the run of this id, which holds the lock: another that says it has started, and did so before,
    is dead. The history is not worth a failed night: what goes wrong is told.
    """
    try:
        _end_the_dead(instance, run_id)
        ended = instance.get_run_records(dg.RunsFilter(statuses=ENDED), limit=keep + AT_ONCE)
        for record in ended[keep:]:
            _forget(instance, record.dagster_run.run_id)
    except Exception as error:
        report("warning", f"the history of runs can't be brought within bounds: {error}")


def _end_the_dead(instance: dg.DagsterInstance, run_id: str) -> None:
    mine = instance.get_run_record_by_id(run_id)
    begun = mine.start_time if mine else None
    for record in instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
        earlier = begun is not None and record.start_time is not None and record.start_time < begun
        if record.dagster_run.run_id != run_id and earlier:
            message = "Its process was gone before it ended: a later run got the warehouse's lock."
            instance.report_run_failed(record.dagster_run, message)


def _forget(instance: dg.DagsterInstance, run_id: str) -> None:
    instance.compute_log_manager.delete_logs(prefix=[run_id])
    instance.delete_run(run_id)
    # Of a run's own files Dagster leaves empty ones.
    root = Path(instance.root_directory)
    for left in (root / "history" / "runs").glob(f"{run_id}.db*"):
        left.unlink()
    folder = root / "storage" / run_id
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
