"""What stopped a run, read back from its events: the same whether the command or Dagster's daemon started it."""

from collections.abc import Iterator

import dagster as dg
from dagster._utils.error import SerializableErrorInfo

from fundament.errors import FundamentError


def run_is_over(context: dg.InitResourceContext) -> bool:
    """Dagster makes the resources of a run once more to look at its outputs: that is no run."""
    if context.instance is None or not context.run_id:
        return False
    run = context.instance.get_run_by_id(context.run_id)
    return run is not None and run.is_finished


def what_stopped_the_run(context: dg.InitResourceContext) -> BaseException | None:
    """The error of the step that failed; none where all went well, or where a person broke the run off."""
    if context.instance is None or not context.run_id:
        return None
    entries = context.instance.all_logs(context.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
    for entry in entries:
        event = entry.dagster_event
        error = event.step_failure_data.error if event else None
        if error is not None:
            causes = [*_causes(error)]
            if any(cause.cls_name == "KeyboardInterrupt" for cause in causes):
                return None
            return next((known for cause in causes if (known := _as_known(cause))), _unknown(causes[-1]))
    return None


def _causes(error: SerializableErrorInfo | None) -> Iterator[SerializableErrorInfo]:
    while error is not None:
        yield error
        error = error.cause or error.context


def _as_known(error: SerializableErrorInfo) -> FundamentError | None:
    """Dagster keeps the text of an error; ours has its three parts in it."""
    for kind in _kinds(FundamentError):
        if kind.__name__ == error.cls_name:
            return kind.from_text(error.message.partition(": ")[2])
    return None


def _kinds(kind: type[FundamentError]) -> Iterator[type[FundamentError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)


def _unknown(error: SerializableErrorInfo) -> RuntimeError:
    return type(error.cls_name or "Exception", (RuntimeError,), {})(error.message.partition(": ")[2].strip())
