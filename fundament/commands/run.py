"""`fundament run`: the nightly job in one process."""

import datetime as dt
import time

import click
from rich.console import Console
from rich.markup import escape
from rich.status import Status
from rich.text import Text

from fundament.clock import today
from fundament.commands import errors_on_screen, home_option
from fundament.errors import Refused
from fundament.settings import ENGINES, Engine
from fundament.terminal import terminal
from fundament.warehouse import Warehouse, home_of

ROOM_OF_SPINNER = 3


class _Progress:
    """A line per stage and warning; in between a terminal shows what goes on, a log a line every few seconds."""

    SECONDS_BETWEEN_LINES = 2

    def __init__(self, console: Console, status: Status, started: float) -> None:
        self._console, self._status, self._started = console, status, started
        self._stages: set[str] = set()
        self._last = 0.0

    def show(self, stage: str, message: str) -> None:
        """As `fundament.progress` tells it."""
        now = time.monotonic()
        # A line that wraps would be drawn again below itself at each turn.
        said = Text(f"{stage}: {message}")
        said.truncate(max(self._console.width - ROOM_OF_SPINNER, 1), overflow="ellipsis")
        self._status.update(said)
        if stage == "warning" or stage == "starting":
            self._line(now, f"{stage}: {message}")
        elif stage not in self._stages:
            self._line(now, stage)
        elif not self._console.is_terminal and now - self._last >= self.SECONDS_BETWEEN_LINES:
            self._line(now, f"{stage}: {message}")
        self._stages.add(stage)

    def _line(self, now: float, said: str) -> None:
        self._last = now
        self._console.print(f"[dim]{now - self._started:5.1f} s[/dim]  {escape(said)}", soft_wrap=True)


@click.command()
@home_option
@click.option("--deliveries", help="Folder with the deliveries (FUNDAMENT_DELIVERIES).")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="As-of date; default: today.")
@click.option("--engine", type=click.Choice(ENGINES), help="Where large models are computed (FUNDAMENT_ENGINE).")
@errors_on_screen
def run(home: str | None, deliveries: str | None, as_of: dt.datetime | None, engine: Engine | None) -> None:
    """Run the nightly job and publish what passes.

    Exit code 0: published. 1: refused by a check or by bad input. 2: wrong usage or configuration.
    """
    from fundament.checks.suites import read_results
    from fundament.nightly import run_nightly
    from fundament.notices.outcome import told_before_the_job
    from fundament.progress import listen
    from fundament.released import current_release
    from fundament.screen.release import show_checks
    from fundament.screen.summary import show_summary

    console = terminal()
    as_of_date = as_of.date() if as_of else today()

    def warn(message: str) -> None:
        console.print(f"warning: {message}", markup=False, soft_wrap=True)

    with told_before_the_job(home_of(home), str(as_of_date), warn):
        warehouse = Warehouse.from_environment(home, deliveries, engine)
    started = time.monotonic()
    with console.status("starting") as status:
        listen(_Progress(console, status, started).show)
        try:
            run_nightly(warehouse, as_of_date)
        except Refused:
            show_checks(console, read_results(warehouse.build_file))
            raise
    show_summary(console, warehouse, current_release(warehouse), dt.datetime.now(dt.UTC))
    console.print(f"Published in {time.monotonic() - started:.1f} s")
