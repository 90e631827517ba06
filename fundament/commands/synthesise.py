"""`fundament synthesise`: invented deliveries of any size, for demonstrations, benchmarks and tests."""

from collections.abc import Callable
from pathlib import Path

import click

from fundament.commands import errors_on_screen
from fundament.synthetic.base import Size
from fundament.terminal import terminal


def count_option(name: str, text: str) -> Callable[[Callable], Callable]:
    """An option for a number of rows, with the default of `Size`."""
    default = getattr(Size, name.replace("-", "_"))
    return click.option(f"--{name}", default=default, show_default=True, type=click.IntRange(min=0), help=text)


@click.command(short_help="Write synthetic deliveries with known totals.")
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="New folder to write to.")
@click.option("--seed", default=1, type=click.IntRange(0, 1_000_000), help="Same seed, same bytes; default 1.")
@count_option("contracts", "Contracts.")
@count_option("spend-lines", "Spend lines, those of the patterns included.")
@count_option("amendments", "Amendments, if more than the patterns have.")
@count_option("services", "Services, beside platforms, programmes, laws and agreements.")
@count_option("dependencies", "Dependencies.")
@count_option("migrations", "Migrations.")
@count_option("issues", "Issues.")
@click.option(
    "--messy", is_flag=True, help="The ledger as a Dutch export: semicolons, decimal commas, own headers."
)
@errors_on_screen
def synthesise(folder: Path, messy: bool, **counts: int) -> None:
    """Write synthetic deliveries with known totals and known non-compliance.

    Every row is invented and says so. The totals that the warehouse must come to stand in control_totals.csv.
    """
    from fundament.synthetic.folder import write_portfolio

    size = Size(**counts)
    written = write_portfolio(folder, size, messy)
    console = terminal()
    for source, rows in written.items():
        console.print(f"{rows:>12,}  {source}", soft_wrap=True)
    console.print(f"Synthetic deliveries, seed {size.seed}: {folder}", soft_wrap=True)
