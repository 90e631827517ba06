"""What is published: the current release, the ones that are kept, and what changed between them."""

import click
from rich.console import Console

from fundament.commands import errors_on_screen, home_option
from fundament.settings import Settings


@click.command()
@home_option
@errors_on_screen
def status(home: str | None) -> None:
    """Show the current release: when, from which inputs, its figures, findings and checks."""
    from fundament.publication.release import current_release
    from fundament.screen import show_release

    settings = Settings.from_environment(home)
    show_release(Console(highlight=False, emoji=False), settings, current_release(settings))


@click.command()
@home_option
@errors_on_screen
def releases(home: str | None) -> None:
    """List the releases that are kept, the newest first."""
    from fundament.publication.release import current_release, list_releases, read_manifest

    settings = Settings.from_environment(home)
    current = current_release(settings)
    console = Console(highlight=False, emoji=False)
    for release in reversed(list_releases(settings)):
        manifest = read_manifest(release)
        mark = "current" if release == current else ""
        rows = sum(table["rows"] for table in manifest["tables"].values())
        console.print(f"{release.name}  as of {manifest['as_of_date']}  {rows:>9,} rows  {mark}", soft_wrap=True)


@click.command()
@home_option
@click.argument("older")
@click.argument("newer")
@errors_on_screen
def diff(home: str | None, older: str, newer: str) -> None:
    """Show what changed between the releases OLDER and NEWER."""
    from fundament.publication.release import find_release
    from fundament.screen import show_changes

    settings = Settings.from_environment(home)
    folders = find_release(settings, older), find_release(settings, newer)
    show_changes(Console(highlight=False, emoji=False), *folders)


@click.command()
@home_option
@click.argument("release", required=False)
@errors_on_screen
def rollback(home: str | None, release: str | None) -> None:
    """Put RELEASE back, by default the one before the current release."""
    from fundament.lock import run_lock
    from fundament.publication.release import roll_back

    settings = Settings.from_environment(home)
    with run_lock(settings, "rollback"):
        chosen = roll_back(settings, release)
    Console(highlight=False, emoji=False).print(f"Current release: {chosen.name}", soft_wrap=True)
