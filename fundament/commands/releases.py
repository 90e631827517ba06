"""What is published: the current release, the ones that are kept, and what changed between them."""

import datetime as dt

import click

from fundament.commands import errors_on_screen, home_option
from fundament.terminal import echo, terminal
from fundament.warehouse import Warehouse


@click.command(short_help="Show the current release on one screen.")
@home_option
@click.option("--max-age", help="Hours that the release may be old at most (FUNDAMENT_MAX_AGE_HOURS).")
@click.option("--all", "show_all", is_flag=True, help="All figures, findings and checks.")
@errors_on_screen
def status(home: str | None, max_age: str | None, show_all: bool) -> None:
    """Show the current release on one screen.

    Totals with what of them is not judged, serious findings, checks, age, what changed, and where the page and the
    note are.

    Exit code 1 where it is older than the hours that are allowed.
    """
    from fundament.publication.age import age_of, limit_in_hours, refuse_if_too_old
    from fundament.released import current_release
    from fundament.screen.release import show_release
    from fundament.screen.summary import show_summary

    warehouse = Warehouse.from_environment(home)
    console, release = terminal(), current_release(warehouse)
    now = dt.datetime.now(dt.UTC)
    if show_all:
        show_release(console, warehouse, release)
    show_summary(console, warehouse, release, now)
    refuse_if_too_old(release, age_of(release, now), limit_in_hours(max_age))


@click.command(short_help="List the releases that are kept.")
@home_option
@errors_on_screen
def releases(home: str | None) -> None:
    """List the releases that are kept, the newest first."""
    from fundament.released import current_release, list_releases, read_manifest

    warehouse = Warehouse.from_environment(home)
    current = current_release(warehouse)
    console = terminal()
    for release in reversed(list_releases(warehouse)):
        manifest = read_manifest(release)
        mark = "current" if release == current else ""
        rows = sum(table["rows"] for table in manifest["tables"].values())
        console.print(f"{release.name}  as of {manifest['as_of_date']}  {rows:>9,} rows  {mark}", soft_wrap=True)


@click.command(short_help="Show what changed between two releases.")
@home_option
@click.argument("older")
@click.argument("newer")
@errors_on_screen
def diff(home: str | None, older: str, newer: str) -> None:
    """Show what changed between the releases OLDER and NEWER."""
    from fundament.released import find_release
    from fundament.screen.release import show_changes

    warehouse = Warehouse.from_environment(home)
    folders = find_release(warehouse, older), find_release(warehouse, newer)
    show_changes(terminal(), *folders)


@click.command(short_help="Put an older release back.")
@home_option
@click.argument("release", required=False)
@errors_on_screen
def rollback(home: str | None, release: str | None) -> None:
    """Put RELEASE back, by default the one before the current release."""
    from fundament.lock import run_lock
    from fundament.publication.release import roll_back
    from fundament.publication.remote import publish_where_configured

    warehouse = Warehouse.from_environment(home)
    with run_lock(warehouse, "rollback"):
        chosen = roll_back(warehouse, release)
        publish_where_configured(chosen, lambda message: echo(f"warning: {message}"))
    echo(f"Current release: {chosen.name}")
