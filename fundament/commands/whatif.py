"""`fundament whatif`: what a longer pause of the migrations would do, or a service that slips.

The pause is shown here, the service in `slip.py`; both are asked by `fundament.whatif`.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

import click
from rich import box
from rich.markup import escape
from rich.table import Table

from fundament.commands import errors_on_screen, home_option
from fundament.commands.slip import show_slip
from fundament.terminal import noun, terminal
from fundament.warehouse import Warehouse

if TYPE_CHECKING:
    from fundament.whatif.pause import Total

SHOWN_CELLS = 12
# A century: no plan looks further.
MOST_DAYS, MOST_MONTHS = 36525, 1200


@click.command(short_help="Show a longer pause, or a service that slips.")
@home_option
@click.option("--pause", type=click.IntRange(0, MOST_MONTHS), help="Length of the pause, in months.")
@click.option("--service", help="Service, programme, platform or law that slips (service_id).")
@click.option(
    "--days", type=click.IntRange(1, MOST_DAYS), help="By how many days more than now; goes with --service."
)
@click.option("--publication", help="Publication that is asked; default: all that can answer.")
@errors_on_screen
def whatif(
    home: str | None, pause: int | None, service: str | None, days: int | None, publication: str | None
) -> None:
    """Show the non-compliant spend for a pause of so many months, or what moves if a service slips.

    With --service and --days: what moves, by which path, and which spend is then at risk. Float that the plan has
    takes up days; a float that is not known takes up none, so that the days are the most that the chain carries.
    It reads the current release and changes nothing.

    Exit code 2: neither a pause nor a service with its days is given, or the release can't answer.
    """
    if (pause is None) == (service is None) or (service is None) != (days is None):
        raise click.UsageError("Give either --pause, or --service and --days.")
    if pause is not None:
        show_pause(home, pause, publication)
    elif service is not None and days is not None:
        show_slip(home, service, days, publication)


def show_pause(home: str | None, months: int, publication: str | None) -> None:
    """Print totals, contracts and years, and the range that past slips give.

    Raises `Misconfigured` where no publication can answer.
    """
    from fundament import database
    from fundament.errors import Misconfigured
    from fundament.released import current_release
    from fundament.whatif.pause import cells, longest, reference_range, totals

    release = current_release(Warehouse.from_environment(home))
    console = terminal()
    with database.release_to_read(release) as connection:
        answers = totals(connection, months, publication)
        if not answers and months > (most := longest(connection)) > 0:
            raise Misconfigured(f"The release has no pause longer than {most} months", f"--pause {months}")
        if not answers:
            raise Misconfigured(
                "No publication can answer: it takes two scenarios with a total, or spend per service",
                str(release / "fundament.duckdb"),
                "See marts.noncompliance_scenarios for the publications and their scenarios.",
            )
        for total in answers:
            unit = f"{total.currency} "
            console.print(
                f"Pause of {months} months, {escape(total.publication_id)}, {total.method_en}: "
                f"{_amount(total.unlawful_gross, unit)} non-compliant including VAT, "
                f"{_amount(total.increase_gross, unit)} more than without a pause",
                soft_wrap=True,
            )
            console.print(f"  Beside it could not be judged: {_unjudged(total, unit)}", soft_wrap=True)
            console.print(f"  {escape(total.reason)}", soft_wrap=True)
            rows = cells(connection, months, total)
            if rows:
                table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
                for heading in ("contract", "year", f"non-compliant {total.currency}", f"more {total.currency}"):
                    is_amount = total.currency in heading
                    table.add_column(heading, justify="right" if is_amount else "left", overflow="fold")
                for cell in rows[:SHOWN_CELLS]:
                    amounts = _amount(cell.unlawful_gross), _amount(cell.increase_gross)
                    table.add_row(escape(cell.contract_id), str(cell.year), *amounts)
                console.print(table)
                if len(rows) > SHOWN_CELLS:
                    console.print(f"  and {len(rows) - SHOWN_CELLS} more in marts.noncompliance_pause_whatif")
            past = reference_range(connection, total)
            if past.p50_months is None:
                console.print(f"  No range from past slips: {escape(past.reason)}", soft_wrap=True)
            else:
                console.print(
                    f"  Past slips: P50 is {past.p50_months} months, {_amount(past.p50_gross, unit)}; "
                    f"P80 is {past.p80_months} months, {_amount(past.p80_gross, unit)}. {escape(past.reason)}",
                    soft_wrap=True,
                )
    console.print(f"From release {release.name}", soft_wrap=True)


def _amount(amount: Decimal | None, unit: str = "") -> str:
    return "not computable" if amount is None else f"{unit}{amount:,.2f}"


def _unjudged(total: "Total", unit: str) -> str:
    """The amount, and the lines that it leaves out; unknown where only the total of a scenario is published."""
    if total.uncertain_gross is None:
        return "unknown"
    lines = total.uncertain_unknown_lines
    left_out = f", without {lines} {noun(lines, 'line')} of unknown amount" if lines else ""
    return _amount(total.uncertain_gross, unit) + left_out
