"""`fundament pull`: fetch what the deliveries pull, without a run."""

import click

from fundament.commands import errors_on_screen, home_option
from fundament.terminal import terminal
from fundament.warehouse import Warehouse


@click.command(short_help="Pull deliveries from trackers and servers.")
@home_option
@click.option("--deliveries", help="Folder with the deliveries (FUNDAMENT_DELIVERIES).")
@click.option("--full", is_flag=True, help="Read everything, not only what changed.")
@click.argument("delivery_id", required=False)
@errors_on_screen
def pull(home: str | None, deliveries: str | None, full: bool, delivery_id: str | None) -> None:
    """Pull DELIVERY_ID, by default every delivery with a pull, into the landing; load and publish nothing."""
    from fundament.connectors.pull import pull_deliveries
    from fundament.lock import run_lock

    warehouse = Warehouse.from_environment(home, deliveries)
    console = terminal()

    def say(message: str) -> None:
        console.print(message, markup=False, soft_wrap=True)

    with run_lock(warehouse, "pull"):
        pulled = pull_deliveries(warehouse, say, lambda note: say(f"warning: {note}"), delivery_id, full)
    say(f"{pulled} pulled into {warehouse.home / 'landing'}" if pulled else "No delivery has a pull")
