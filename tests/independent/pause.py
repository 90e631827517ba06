"""What a longer pause costs where the old platform runs on, worked out from the rows of the deliveries."""

import calendar
import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.independent.lawfulness import DAY, FAIL, Piece, Portfolio, between, day, read

Cells = dict[tuple[str, int], Decimal]


def run_off(folder: Path, portfolio: Portfolio, as_of: dt.date, pause_months: int) -> Cells:
    """Non-compliant amount including VAT per contract and year."""
    baseline = {row["scenario_id"] for row in read(folder, "scenarios") if row["is_baseline"] == "true"}
    pieces = [
        piece
        for piece in portfolio.classified()
        if piece.is_counted and piece.row["contract_id"] and piece.row.get("scenario_id", "") in {"", *baseline}
    ]
    cells: Cells = defaultdict(Decimal)
    added: dict[tuple[str, int], Fraction] = defaultdict(Fraction)
    for piece in pieces:
        if piece.lawfulness_class.startswith("unlawful"):
            assert piece.gross is not None
            cells[piece.row["contract_id"], piece.year] += piece.gross
    for contract_id, migration_end, spent in _still_to_leave(folder, pieces, as_of):
        last = min(migration_end, max(piece.end for piece in spent) - DAY)
        first = max(last - 364 * DAY, min(piece.start for piece in spent))
        rate = sum((_within(piece, first, last + DAY) for piece in spent), Decimal(0))
        # What is stated costs nothing more; the rate begins on the day after.
        covered_to = max(piece.end for piece in spent) - DAY
        bad_from = _non_compliant_from(portfolio, contract_id, spent[-1], covered_to)
        end = _months_later(migration_end, pause_months) + DAY
        if bad_from is None or rate <= 0:
            continue
        for year in range(bad_from.year, end.year + 1):
            days = (min(end, dt.date(year + 1, 1, 1)) - max(bad_from, dt.date(year, 1, 1))).days
            if days > 0:
                added[contract_id, year] += Fraction(rate) * days / ((last - first).days + 1)
    for cell, amount in added.items():
        # Two services may share a cell: their sum is rounded, exact up to then.
        cells[cell] += Decimal(math.floor(amount * 100 + Fraction(1, 2))) / 100
    return {cell: amount for cell, amount in cells.items() if amount}


def _still_to_leave(
    folder: Path, pieces: Iterable[Piece], as_of: dt.date
) -> list[tuple[str, dt.date, list[Piece]]]:
    """Per contract and service that has not migrated: contract, end of the migration, pieces in order of time."""
    ends: dict[str, list[dt.date]] = defaultdict(list)
    for row in read(folder, "migrations"):
        if (
            row["from_platform_id"]
            and not row["actual_end_date"]
            and row["status"] not in ("completed", "cancelled")
        ):
            end = day(row, "forecast_end_date") or day(row, "baseline_end_date")
            ends[row["service_id"]] += [end] if end else []
    spent: dict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in pieces:
        service = piece.row.get("service_id", "")
        if ends.get(service) and piece.gross is not None:
            spent[piece.row["contract_id"], service].append(piece)
    # The pieces of one line stand in their order already.
    return [
        (contract_id, max(as_of, *ends[service]), sorted(some, key=lambda piece: (piece.end, piece.line_id)))
        for (contract_id, service), some in spent.items()
    ]


def _within(piece: Piece, first: dt.date, end: dt.date) -> Decimal:
    low, high = max(piece.start, first), min(piece.end, end)
    if high <= low:
        return Decimal(0)
    amount = between(
        piece.gross, (low - piece.start).days, (high - piece.start).days, (piece.end - piece.start).days
    )
    return amount or Decimal(0)


def _non_compliant_from(
    portfolio: Portfolio, contract_id: str, latest: Piece, covered_to: dt.date
) -> dt.date | None:
    """The first added day that is not lawful: as last decided by a person, else by award and lawful end."""
    if latest.status != "computed":
        return covered_to + DAY if latest.lawfulness_class.startswith("unlawful") else None
    contract = portfolio.contracts.get(contract_id)
    if contract is None:
        return None
    if portfolio.direct_award(contract) == FAIL:
        return covered_to + DAY
    lawful_end = contract.lawful_end()
    return max(lawful_end, covered_to) + DAY if lawful_end else None


def _months_later(day_: dt.date, months: int) -> dt.date:
    """The same day of a later month, or the last day that it has."""
    year, month = divmod(day_.year * 12 + day_.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day_.day, calendar.monthrange(year, month + 1)[1]))
