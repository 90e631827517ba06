"""Rows that are the sum of others: their key and date are empty, they say so, and their amounts bear it out."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fundament.deliveries.drafts.rows import Rows
from fundament.deliveries.drafts.sniffing import TOTAL, Sniffed, look_at_column, number_sql
from fundament.deliveries.read.formats.base import TYPED, column_list

# As the pattern of a total, for what begins with any sign.
MAY_SOUND = "(?i)^[^a-z]*(sub|grand |eind)?-?totaa?l"
NO_TOTAL = "place not in (select place from totals)"


@dataclass(frozen=True)
class Totals:
    """How many rows are totals, the first of them, and the condition that skips them and no other."""

    rows: int
    first: tuple[str, ...]
    condition: str


def set_totals_apart(sniffed: Sniffed) -> Totals | None:
    """Take the total rows out; None where a row only sounds like one, as a supplier called Total Gas does."""
    rows, names = sniffed.rows, sniffed.header
    sounding = _sounding(rows)
    if not sounding:
        return None
    # A column that every other row fills tells them apart.
    others, filled = _filled_by_all_others(rows, sounding)
    for empty, name in enumerate(names):
        places = [place for place, row in sounding.items() if name and not row[empty]]
        if places and empty in filled and others + len(sounding) > len(places):
            break
    else:
        return None
    _note(rows, "totals", places)
    sums = [sums for column in range(len(names)) for sums in _sums(rows, column)]
    places = [place for place in places if any(place in sums_of for sums_of in sums)]
    if not places:
        return None
    words = {next(filter(_sounds, sounding[place])).strip().lower() for place in places}
    first = sounding[places[0]]
    column = next(c for c, text in enumerate(first) if _sounds(text))
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in sorted(words))
    quoted = ['"' + names[c].replace('"', '""') + '"' for c in (empty, column)]
    _note(rows, "totals", places)
    rows.connection.execute("delete from seen where place in (select place from totals)")
    return Totals(len(places), first, f"{quoted[0]} is null and lower({quoted[1]}) in ({listed})")


def _sounds(text: str) -> bool:
    return not text.startswith(TYPED) and bool(TOTAL.match(text))


def _note(rows: Rows, table: str, places: list[int]) -> None:
    rows.connection.execute(
        f"create or replace temp table {table} as select unnest($places::bigint[]) as place", {"places": places}
    )


def _sounding(rows: Rows) -> dict[int, tuple[str, ...]]:
    """The rows that sound like a total, by their place."""
    any_sounds = " or ".join(f"regexp_matches(c{place}, '{MAY_SOUND}')" for place in range(rows.width))
    found = rows.connection.execute(
        f"select place, {column_list(rows.width)} from seen where {any_sounds or 'false'} order by place"
    )
    return {place: tuple(row) for place, *row in found.fetchall() if any(map(_sounds, row))}


def _filled_by_all_others(rows: Rows, sounding: dict[int, tuple[str, ...]]) -> tuple[int, set[int]]:
    """How many rows do not sound like a total and are not blank, and the columns that they all fill."""
    _note(rows, "totals", [*sounding])
    filled = ", ".join(f"coalesce(bool_and(c{place} <> ''), true)" for place in range(rows.width))
    is_other = f"{NO_TOTAL} and concat({column_list(rows.width)}) <> ''"
    others, *found = rows.one(f"select count(*), {filled} from seen where {is_other}")
    return others, {place for place, is_filled in enumerate(found) if is_filled}


def _sums(rows: Rows, column: int) -> Iterator[set[int]]:
    """The places of totals that have, in this column, the sum of all others, or of those since the last total."""
    # With the totals: they alone may be large enough for a sign between thousands.
    values = look_at_column(rows, column)
    if values.kind != "number":
        return
    number = number_sql(f"c{column}", values)
    found = rows.connection.execute(
        f"""
        select place, number, every, above from (
            select place, number, is_total,
                coalesce(sum(number) filter (not is_total) over (), 0) as every,
                coalesce(sum(number) filter (not is_total) over (order by place), 0) as above
            from (select place, not {NO_TOTAL} as is_total, {number} as number from seen))
        where is_total order by place
        """
    ).fetchall()
    before, borne_out = Decimal(0), set()
    for place, total, every, above in found:
        if total is not None and total in (every, above - before):
            borne_out.add(place)
        before = above
    yield borne_out
