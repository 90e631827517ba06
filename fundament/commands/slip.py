"""What moves if a service slips, for `fundament whatif --service`."""

from rich import box
from rich.markup import escape
from rich.table import Table

from fundament.currency import currencies
from fundament.terminal import noun, terminal
from fundament.warehouse import Warehouse
from fundament.whatif.slip import AtRisk


def show_slip(home: str | None, service: str, days: int, publication: str | None) -> None:
    """Print what moves if the service slips another `days` days, by which path, and which spend is at risk."""
    from fundament import database
    from fundament.released import current_release
    from fundament.whatif.slip import moved_by, publication_of, refuse_what_is_over, spend_at_risk

    warehouse = Warehouse.from_environment(home)
    release = current_release(warehouse)
    with database.release_to_read(release) as connection:
        publication = publication_of(connection, service, publication)
        refuse_what_is_over(connection, publication, service)
        moved = moved_by(connection, publication, service, days)
        at_risk = spend_at_risk(connection, publication, service, days)
        currency = currencies(connection)[publication]
    console = terminal()
    console.print(f"If {escape(service)} slips another {days} days ({escape(publication)})", soft_wrap=True)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    for heading in ("moves", "days", "now late", "end then", "by"):
        right = heading in ("days", "now late")
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for subject in moved:
        table.add_row(
            escape(f"{subject.subject_id} ({subject.kind})"),
            str(subject.days),
            "unknown" if subject.slip_before is None else str(subject.slip_before),
            "unknown" if subject.end_after is None else str(subject.end_after),
            escape(subject.path) if subject.depth else "itself",
        )
    console.print(table)
    others = len(moved) - 1 if moved else 0
    console.print({0: "Nothing else moves.", 1: "One other moves."}.get(others, f"{others} others move."))
    if moved and moved[0].slip_before is None:
        console.print(
            f"How late {escape(service)} is now is unknown and counts as zero: what is {days} days late or more "
            "by itself is not listed.",
            soft_wrap=True,
        )
    for risk in at_risk:
        amount = (
            "an amount that is not computable"
            if risk.added_amount_at_risk_gross is None
            else f"{currency} {risk.added_amount_at_risk_gross:,.2f} (rate of the {risk.rate_basis})"
        )
        console.print(
            f"Migration {escape(risk.migration_id)} then ends {risk.days_past_then} days after contract "
            f"{escape(risk.contract_id)} ({risk.contract_end_date}), {risk.days_past_now} now: "
            f"{amount} more at risk.{_unjudged(risk, currency)}",
            soft_wrap=True,
        )
    console.print(f"From release {release.name}", soft_wrap=True)


def _unjudged(risk: AtRisk, currency: str) -> str:
    """What could not be judged of the spend that the rate is taken from, where there is any."""
    if risk.uncertain_unknown_lines is None:
        return ""
    known = (
        "not computable"
        if risk.uncertain_amount_gross is None
        else f"{currency} {risk.uncertain_amount_gross:,.2f}"
    )
    lines = risk.uncertain_unknown_lines
    left_out = "" if not lines else f", without {lines} {noun(lines, 'line')} of unknown amount"
    return f" Of the spend on that contract could not be judged: {known}{left_out}."
