"""The life of a run: the lock from its first step to its end, and the notice of what it came to.

The first step to run takes the lock for the process; hooks of the job give it back and tell who must know. Whoever
starts the job, the command, the UI or the daemon, gets the same. A process that dies gives the lock back by dying.
"""

from contextlib import ExitStack
from dataclasses import dataclass

import dagster as dg

from dagster_project.run_history import tidy
from fundament.engines.session import check_engine
from fundament.lock import run_lock
from fundament.notices.outcome import Outcome
from fundament.opendata.catalogue import Catalogue
from fundament.progress import report
from fundament.publication import drafting
from fundament.publication.current import settle
from fundament.publication.release import check_writable
from fundament.warehouse import Warehouse, home_of


@dataclass
class _Life:
    held: ExitStack
    outcome: Outcome


_lives: dict[str, _Life] = {}


def begin(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext, as_of: str) -> None:
    """Take the lock for this run, where an earlier step has not; end dead runs, and clear up after them."""
    run_id = context.run.run_id
    if run_id in _lives:
        return

    def warn(message: str) -> None:
        report("warning", message)
        context.log.warning(message)

    life = _lives[run_id] = _Life(ExitStack(), Outcome(home_of(), as_of, warn))
    warehouse = Warehouse.from_environment()
    life.held.enter_context(run_lock(warehouse, "nightly run", run_id))
    check_writable(warehouse)
    check_engine(warehouse)
    Catalogue.from_environment()
    settle(warehouse)
    tidy(context.instance, run_id, warehouse.settings.keep_runs)


def end(run_id: str, error: BaseException | None = None) -> None:
    """Give the lock back, then tell. What a person broke off needs no notice."""
    life = _lives.pop(run_id, None)
    if life is None:
        return
    drafting.drop()
    life.held.close()
    if isinstance(error, KeyboardInterrupt | dg.DagsterExecutionInterruptedError):
        return
    if error is not None:
        life.outcome.stopped(error)
    life.outcome.tell()


def stop(error: BaseException) -> None:
    """What goes on in this process has stopped, because of this."""
    for run_id in list(_lives):
        end(run_id, error)


@dg.failure_hook(name="tell_that_it_stopped")
def tell_that_it_stopped(context: dg.HookContext) -> None:
    """A step failed: none comes after it."""
    end(context.run_id, context.op_exception)


@dg.success_hook(name="tell_that_it_ended")
def tell_that_it_ended(context: dg.HookContext) -> None:
    """After the last of the steps that were chosen; of the whole job that is the publication."""
    run = context.instance.get_run_by_id(context.run_id)
    snapshot = run.execution_plan_snapshot_id if run else None
    plan = context.instance.get_execution_plan_snapshot(snapshot) if snapshot else None
    if plan is None or context.step_key == plan.step_keys_to_execute[-1]:
        end(context.run_id)
