"""`fundament synthesise`: invented deliveries of any size, for demonstrations, benchmarks and tests."""

from pathlib import Path

import click
from rich.console import Console

from fundament.commands import errors_on_screen

COUNT = click.IntRange(min=0)


@click.command()
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="New folder to write to.")
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0, 1_000_000), help="Same seed, same bytes."
)
@click.option("--contracts", default=120, show_default=True, type=COUNT, help="Contracts.")
@click.option(
    "--spend-lines",
    default=5_000,
    show_default=True,
    type=COUNT,
    help="Spend lines, those of the patterns included.",
)
@click.option(
    "--amendments", default=0, show_default=True, type=COUNT, help="Amendments, if more than the patterns have."
)
@click.option(
    "--services", default=200, show_default=True, type=COUNT, help="Services, beside platforms, programmes, laws."
)
@click.option("--dependencies", default=400, show_default=True, type=COUNT, help="Dependencies.")
@click.option("--migrations", default=150, show_default=True, type=COUNT, help="Migrations.")
@click.option("--issues", default=1_000, show_default=True, type=COUNT, help="Issues.")
@click.option(
    "--messy",
    is_flag=True,
    help="Write the ledger as a Dutch export: semicolons, decimal commas, its own headers.",
)
@errors_on_screen
def synthesise(folder: Path, messy: bool, **counts: int) -> None:
    """Write synthetic deliveries with known totals and known non-compliance.

    Every row is invented and says so. The totals that the warehouse must come to stand in control_totals.csv.
    """
    from fundament.synthetic.base import Size
    from fundament.synthetic.folder import write_portfolio

    size = Size(**counts)
    written = write_portfolio(folder, size, messy)
    console = Console(highlight=False)
    for source, rows in written.items():
        console.print(f"{rows:>12,}  {source}", soft_wrap=True)
    console.print(f"Synthetic deliveries, seed {size.seed}: {folder}", soft_wrap=True)
