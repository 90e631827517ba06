"""`fundament verify`: whether a release still follows from its inputs."""

import sys

import click
from rich.markup import escape

from fundament.commands import errors_on_screen, home_option
from fundament.terminal import terminal
from fundament.warehouse import Warehouse

SHOWN_OF_A_ROW = 1_000


@click.command(short_help="Make a release again from its inputs and compare.")
@home_option
@click.option("--deliveries", help="Folder of the deliveries (FUNDAMENT_DELIVERIES).")
@click.argument("release", required=False)
@errors_on_screen
def verify(home: str | None, deliveries: str | None, release: str | None) -> None:
    """Make RELEASE again, by default the current one, out of the archive, and compare it table by table.

    Views, macros and Parquet files are compared too. Nothing is published. Exit code 1 where something differs.
    """
    from fundament.lock import run_lock
    from fundament.publication.verification import made_again
    from fundament.released import current_release, find_release

    warehouse, console = Warehouse.from_environment(home, deliveries), terminal()
    folder = find_release(warehouse, release) if release else current_release(warehouse)
    with run_lock(warehouse, "verify"), console.status("starting") as status:
        tables, differences = made_again(warehouse, folder, lambda what: status.update(escape(what)))
    if not differences:
        console.print(f"{folder.name}: made again from its inputs, {tables:,} tables have the same rows")
        return
    console.print(f"[red]{folder.name}: {len(differences):,} of {tables:,} tables have other rows[/red]")
    for each in differences:
        counts = f"{each.only_published:,} rows only published, {each.only_again:,} only made again"
        console.print(f"  [bold]{each.table}[/bold]: {counts}", soft_wrap=True)
        for row in each.rows:
            console.print(f"    {escape(row[:SHOWN_OF_A_ROW])}", soft_wrap=True)
    sys.exit(1)
