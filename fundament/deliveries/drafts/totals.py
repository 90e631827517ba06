"""Rows that are the sum of others: their key and date are empty, they say so, and their amounts bear it out."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fundament.deliveries.drafts.sniffing import TOTAL, Sniffed, look_at_column, number_of
from fundament.deliveries.read.formats.base import TYPED


@dataclass(frozen=True)
class Totals:
    """Places of the rows that are totals, and the condition that skips them and no other."""

    rows: tuple[int, ...]
    condition: str


def total_rows(sniffed: Sniffed) -> Totals | None:
    """The total rows of a sample; None where a row only sounds like one, as a supplier called Total Gas does."""
    rows, names = sniffed.rows, sniffed.header
    sounding = {place for place, row in enumerate(rows) if any(map(_sounds, row))}
    # A column that every other row fills tells them apart.
    for empty, name in enumerate(names):
        places = [place for place in sorted(sounding) if name and not rows[place][empty]]
        others = [row for place, row in enumerate(rows) if place not in set(places) and any(row)]
        if places and others and all(row[empty] for row in others):
            break
    else:
        return None
    numbers = list(_numbers(sniffed, set(places)))
    places = [place for place in places if _is_a_sum(place, places, numbers)]
    if not places:
        return None
    words = {next(filter(_sounds, rows[place])).strip().lower() for place in places}
    column = next(c for c, text in enumerate(rows[places[0]]) if _sounds(text))
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(words))
    quoted = ['"' + names[c].replace('"', '""') + '"' for c in (empty, column)]
    return Totals(tuple(places), f"{quoted[0]} is null and lower({quoted[1]}) in ({listed})")


def _sounds(text: str) -> bool:
    return not text.startswith(TYPED) and bool(TOTAL.match(text))


def _numbers(sniffed: Sniffed, without: set[int]) -> Iterator[list[Decimal | None]]:
    """The columns that are numbers, as numbers."""
    for column in range(len(sniffed.header)):
        texts = [row[column] for place, row in enumerate(sniffed.rows) if place not in without]
        values = look_at_column(texts)
        if values.kind == "number":
            yield [number_of(row[column], values) for row in sniffed.rows]


def _is_a_sum(place: int, places: list[int], columns: list[list[Decimal | None]]) -> bool:
    """Whether a row has the sum of all that are no totals, or of those before it since the last total."""
    before = max((other for other in places if other < place), default=-1)
    for numbers in columns:
        total = numbers[place]
        every = sum(number for other, number in enumerate(numbers) if number and other not in places)
        above = sum(number for other, number in enumerate(numbers[:place]) if number and other > before)
        if total is not None and total in (every, above):
            return True
    return False
