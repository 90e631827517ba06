"""`fundament publish-to-postgres`: the current release for readers elsewhere."""

import click

from fundament.commands import errors_on_screen, home_option
from fundament.terminal import terminal
from fundament.warehouse import Warehouse


@click.command("publish-to-postgres", short_help="Load the current release into PostgreSQL.")
@home_option
@click.option("--release", help="Release to load; default: the current one.")
@errors_on_screen
def publish_to_postgres(home: str | None, release: str | None) -> None:
    """Load the current release into the PostgreSQL database of FUNDAMENT_POSTGRES_DSN.

    Every run does it by itself where that variable is set, and so does a rollback.
    """
    from fundament.lock import run_lock
    from fundament.publication import postgres
    from fundament.released import current_release, find_release

    warehouse = Warehouse.from_environment(home)
    with run_lock(warehouse, "publication to PostgreSQL"):
        folder = find_release(warehouse, release) if release else current_release(warehouse)
        served = postgres.publish_to_postgres(folder)
    console = terminal()
    said = f"{served.release_id} in {served.place}: {len(served.replaced)} tables, {served.unchanged} unchanged"
    console.print(said, markup=False, soft_wrap=True)
