"""What a run came to, and whether somebody must know: at most one notice per run.

When it is told: `dagster_project/run_life.py`. What a notice says: `message.py`. How it goes: `channels.py`.
"""

import datetime as dt
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fundament.checks.suites import CheckResult, read_results
from fundament.errors import FundamentError, Refused
from fundament.notices.channels import send_to_all
from fundament.notices.message import Notice
from fundament.resources import causes, resource_error
from fundament.terminal import noun
from fundament.transformation.runner import TransformationFailed
from fundament.warehouse import Warehouse

Warn = Callable[[str], None]
SHOWN_CHECKS, SHOWN_ROWS = 5, 5


class Outcome:
    """Of one run: what stopped it, or that it published; `tell` sends at most one notice."""

    def __init__(self, home: Path, as_of_date: str, warn: Warn) -> None:
        self._home, self._as_of_date, self._warn = home, as_of_date, warn
        self._stopped_by: BaseException | None = None
        self._release_before = _current(home)

    def stopped(self, error: BaseException) -> None:
        """The run ends without a publication, because of this."""
        self._stopped_by = error

    def tell(self) -> None:
        """Send the notice that is due. Never raises: a notice must not change what the run came to."""
        try:
            self._tell()
        except Exception as error:  # the run has ended, and its outcome stands
            self._warn(f"no notice was sent: {type(error).__name__}")

    def _tell(self) -> None:
        state = _State(self._home)
        release = _current(self._home)
        facts = {"warehouse": f"{socket.gethostname()}:{self._home}", "as-of date": self._as_of_date}
        if self._stopped_by is not None:
            error = what_stopped(self._home, self._stopped_by) or _broke_off(self._home, self._stopped_by)
            details = _failed_checks(self._home) if isinstance(error, Refused) else []
            if release != self._release_before:
                facts["readers see"] = f"the new release {release}: it was out when the run stopped"
            else:
                facts["readers see"] = f"release {release}, as before" if release else "nothing yet"
            notice = Notice("not_published", error.what, error.where, error.what_to_do, details, facts)
            state.failed(error.what)
        elif release != self._release_before and state.failures:
            what = f"release {release}"
            details = [f"{state.failures} {noun(state.failures, 'run')} before it published nothing, "]
            details[0] += f"the first at {state.since}: {state.what}"
            notice = Notice("published_again", what, str(self._home / "published"), "Nothing.", details, facts)
            state.published()
        else:
            return
        send_to_all(notice, self._warn)
        if state.trouble:
            self._warn(f"whether the next run is the first that goes well can't be written down: {state.trouble}")


@contextmanager
def told_before_the_job(home: Path, as_of_date: str, warn: Warn) -> Iterator[None]:
    """What stops a run before its job begins, such as a setting, is told too, and raised again.

    The job tells the rest by itself.
    """
    try:
        yield
    except FundamentError as error:
        outcome = Outcome(home, as_of_date, warn)
        outcome.stopped(error)
        outcome.tell()
        raise


def what_stopped(home: Path, error: BaseException) -> FundamentError | None:
    """The error that a user can act on, behind what Dagster raised; none where the program itself is wrong."""
    found = next((cause for cause in causes(error) if isinstance(cause, FundamentError)), None)
    # dbt's own message names the model, not the disk.
    if found is None or isinstance(found, TransformationFailed):
        found = resource_error(error, home) or found
    if found:
        return found
    build_file = Warehouse(home, home).build_file
    if any(result.status != "passed" for result in _results(build_file)):
        return Refused(
            "Checks failed: nothing is published",
            str(build_file),
            "Correct the figures or the deliveries; the current release stays as it was.",
        )
    return None


def _broke_off(home: Path, error: BaseException) -> FundamentError:
    last = [*causes(error)][-1]
    said = " ".join(str(last).split())[:300]
    return FundamentError(
        f"The run broke off: {type(last).__name__}: {said}",
        str(home),
        "Run again with: fundament run. If it stays so, it is an error of the program: the log has the traceback.",
    )


def _results(build_file: Path) -> list[CheckResult]:
    import duckdb

    if not build_file.exists():
        return []
    with suppress(duckdb.Error):
        return read_results(build_file)
    return []


def _failed_checks(home: Path) -> list[str]:
    bad = [result for result in _results(Warehouse(home, home).build_file) if result.status != "passed"]
    lines = []
    for result in bad[:SHOWN_CHECKS]:
        rows = f", {result.failed_rows} rows" if result.failed_rows else ""
        lines.append(f"{result.suite}: {result.check} {result.status}{rows}: {result.description}")
        lines += [f"  {line}" for line in result.detail.splitlines()[:SHOWN_ROWS]]
    if len(bad) > SHOWN_CHECKS:
        lines.append(f"and {len(bad) - SHOWN_CHECKS} checks more")
    return lines


def _current(home: Path) -> str:
    """Name of the current release; empty where there is none."""
    try:
        return (home / "published" / "current").readlink().name
    except OSError:
        return ""


class _State:
    """Whether the runs before went well: a small file in the home. It is lost without harm."""

    def __init__(self, home: Path) -> None:
        self._file = home / "notices.json"
        self.trouble = ""
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            self.failures, self.since, self.what = int(kept["failures"]), str(kept["since"]), str(kept["what"])
        except (OSError, ValueError, KeyError, TypeError):
            self.failures, self.since, self.what = 0, "", ""

    def failed(self, what: str) -> None:
        """One more; the first of them is remembered."""
        if not self.failures:
            self.since, self.what = dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), what.splitlines()[0]
        self.failures += 1
        kept = {"failures": self.failures, "since": self.since, "what": self.what}
        try:
            unfinished = self._file.with_name(f".{self._file.name}")
            unfinished.write_text(json.dumps(kept), "utf-8")
            unfinished.replace(self._file)
        except OSError as error:
            self.trouble = error.strerror or str(error)

    def published(self) -> None:
        """All is well."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            self.trouble = error.strerror or str(error)
