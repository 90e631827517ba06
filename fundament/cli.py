"""The command `fundament`: a thin layer over the Dagster job and the published files."""

import datetime as dt
import os
import sys
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from rich.console import Console
from rich.markup import escape

from fundament.errors import FundamentError, Refused
from fundament.settings import Settings, today

P = ParamSpec("P")
R = TypeVar("R")


def _errors_on_screen(command: Callable[P, R]) -> Callable[P, R]:
    """Print an error that a user can act on, without a traceback, and leave with its exit code."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except FundamentError as error:
            Console(stderr=True).print(f"[red]{escape(str(error))}[/red]", soft_wrap=True, highlight=False)
            sys.exit(error.exit_code)

    return wrapped


home_option = click.option("--home", help="Folder of the warehouse (FUNDAMENT_HOME).")


@click.group()
@click.version_option(package_name="fundament")
def main() -> None:
    """Deliveries in, a reconciled and published warehouse out."""
    for switch in ("DO_NOT_TRACK", "DAGSTER_DISABLE_TELEMETRY"):
        os.environ.setdefault(switch, "1")


@main.command()
@home_option
@click.option("--deliveries", help="Folder with the deliveries (FUNDAMENT_DELIVERIES).")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="As-of date; default: today.")
@_errors_on_screen
def run(home: str | None, deliveries: str | None, as_of: dt.datetime | None) -> None:
    """Run the nightly job and publish what passes.

    Exit code 0: published. 1: refused by a check or by bad input. 2: wrong usage or configuration.
    """
    from fundament.checks.suites import read_results
    from fundament.nightly import run_nightly
    from fundament.progress import listen
    from fundament.publication.release import current_release
    from fundament.screen import show_checks, show_release

    settings = Settings.from_environment(home, deliveries)
    console = Console(highlight=False)
    started = time.monotonic()
    with console.status("starting") as status:
        stages: list[str] = []

        def show(stage: str, message: str) -> None:
            status.update(f"{stage}: {message}")
            if stage not in stages:
                stages.append(stage)
                said = f"{stage}: {message}" if stage == "warning" else stage
                console.print(f"[dim]{time.monotonic() - started:5.1f} s[/dim]  {escape(said)}")

        listen(show)
        try:
            run_nightly(settings, as_of.date() if as_of else today())
        except Refused:
            show_checks(console, read_results(settings.build_file))
            raise
    show_release(console, settings, current_release(settings))
    console.print(f"\nPublished in {time.monotonic() - started:.1f} s")


@main.command()
@home_option
@_errors_on_screen
def status(home: str | None) -> None:
    """Show the current release: when, from which inputs, its figures, findings and checks."""
    from fundament.publication.release import current_release
    from fundament.screen import show_release

    settings = Settings.from_environment(home)
    show_release(Console(highlight=False), settings, current_release(settings))


@main.command()
@home_option
@_errors_on_screen
def releases(home: str | None) -> None:
    """List the releases that are kept, the newest first."""
    from fundament.publication.release import current_release, list_releases, read_manifest

    settings = Settings.from_environment(home)
    current = current_release(settings)
    console = Console(highlight=False)
    for release in reversed(list_releases(settings)):
        manifest = read_manifest(release)
        mark = "current" if release == current else ""
        rows = sum(table["rows"] for table in manifest["tables"].values())
        console.print(f"{release.name}  as of {manifest['as_of_date']}  {rows:>9,} rows  {mark}", soft_wrap=True)


@main.command()
@home_option
@click.argument("older")
@click.argument("newer")
@_errors_on_screen
def diff(home: str | None, older: str, newer: str) -> None:
    """Show what changed between the releases OLDER and NEWER."""
    from fundament.publication.release import find_release
    from fundament.screen import show_changes

    settings = Settings.from_environment(home)
    folders = find_release(settings, older), find_release(settings, newer)
    show_changes(Console(highlight=False), *folders)


@main.command()
@home_option
@click.argument("release", required=False)
@_errors_on_screen
def rollback(home: str | None, release: str | None) -> None:
    """Put RELEASE back, by default the one before the current release."""
    from fundament.lock import run_lock
    from fundament.publication.release import roll_back

    settings = Settings.from_environment(home)
    with run_lock(settings, "rollback"):
        chosen = roll_back(settings, release)
    Console(highlight=False).print(f"Current release: {chosen.name}", soft_wrap=True)


@main.command()
@home_option
@click.option("--port", default=3000, show_default=True, help="Port on localhost.")
@_errors_on_screen
def dev(home: str | None, port: int) -> None:
    """Open the Dagster UI on the same graph, bound to localhost."""
    from fundament.nightly import dagster_home

    settings = Settings.from_environment(home)
    os.environ["DAGSTER_HOME"] = str(dagster_home(settings))
    os.environ["FUNDAMENT_HOME"] = str(settings.home)
    os.environ["FUNDAMENT_DELIVERIES"] = str(settings.deliveries)
    program = Path(sys.executable).with_name("dagster")
    command = [str(program), "dev", "--module-name", "dagster_project.definitions"]
    os.execv(program, [*command, "--host", "127.0.0.1", "--port", str(port)])
