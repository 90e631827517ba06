"""Which column of a file is which canonical column; a column that nobody handles is an error.

Names alone are compared; what a column holds is not looked at.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fundament.deliveries.cast.expressions import SEEN
from fundament.deliveries.declared.canonical import Source
from fundament.deliveries.declared.declaration import FileDeclaration
from fundament.deliveries.declared.names import ROW_COLUMNS, is_ignored
from fundament.deliveries.read.white_space import collapse
from fundament.errors import BadInput, cut

SHOWN = 20
# A column of such a name is never ignored: all amounts would be taken for those of the publication's currency.
CURRENCY_NAMES = {"currency", "currency code", "valuta", "valutacode", "valuta code", "munteenheid", "muntsoort"}
# Not canonical columns: why a row is rejected or skipped, in the words of its file.
REJECT, SKIP = "reject_reason", "skip_reason"


@dataclass(frozen=True)
class Columns:
    """The columns of one file: their names, and the position of each canonical column that it has.

    `joined` has the positions where a canonical column is made of several.
    """

    header: tuple[str, ...]
    positions: dict[str, int]
    unnamed: tuple[int, ...]
    joined: dict[str, tuple[int, ...]]
    used: frozenset[str] = frozenset()

    def name_of(self, name: str) -> str | None:
        """Our name for the text of a column in an expression; None where the file does not have it."""
        if name in ROW_COLUMNS and name not in self.header:
            return f"{SEEN}{name}"
        return f"{SEEN}{self.header.index(name)}" if name and name in self.header else None


def match_columns(
    header: list[str],
    source: Source,
    file: FileDeclaration,
    where: str,
    used: set[str] | None = None,
    ignores_surplus: bool = False,
) -> Columns:
    """Find the columns. Raises `BadInput` for unknown, missing and repeated ones.

    `used` are columns that expressions name; with `ignores_surplus` those without a name do not count.
    A name may occur again where its columns are joined, or where it
    is ignored too: then the first one is mapped.
    """
    names = [collapse(name) for name in header]
    ignored = [collapse(name) for name in file.ignored_columns]
    counts = Counter(filter(None, names))
    may_repeat = {
        collapse(name)
        for mapping in file.columns.values()
        if mapping.join is not None
        for name in mapping.spellings
    }
    if repeated := sorted(
        n for n, count in counts.items() if count > 1 and n not in may_repeat and not is_ignored(n, ignored)
    ):
        what_to_do = "Give each its own name, join them (join), or list the name under ignored_columns."
        raise BadInput(f"Columns appear twice: {_listed(map(repr, repeated))}", where, what_to_do)
    known: dict[str, tuple[str, ...]] = {name: (name,) for name in (*source.column_names, "citation")}
    must_be_there = set()
    for name, mapping in file.columns.items():
        if mapping.constant is not None or mapping.expression is not None:
            known.pop(name, None)
        elif mapping.spellings:
            known[name] = tuple(collapse(spelling) for spelling in mapping.spellings)
        if mapping.spellings and not mapping.optional:
            must_be_there.add(name)
    for name, said_in in ((REJECT, file.reject_reason_from), (SKIP, file.skip_reason_from)):
        if said_in:
            known[name] = (collapse(said_in),)
            must_be_there.add(name)
    positions = {}
    for name, spellings in known.items():
        found = [spelling for spelling in spellings if spelling in names]
        if len(found) > 1:
            raise BadInput(f"{name} could be any of {found}", where, "Leave one of them under from.")
        if found:
            positions[name] = names.index(found[0])
    handled = {names[position] for position in positions.values()} | (used or set())
    if unknown := [name for name in names if name and name not in handled and not is_ignored(name, ignored)]:
        raise BadInput(
            f"Columns that nobody handles: {_listed(map(repr, unknown))}",
            where,
            "Map them under columns, or list them under ignored_columns.",
        )
    if "currency" in source.column_names and (
        money := [name for name in names if name not in handled and name.lower() in CURRENCY_NAMES]
    ):
        raise BadInput(
            f"The column {money[0]!r} says in which currency the amounts are, and is ignored",
            where,
            f"Map it: currency: {{from: {money[0]}}}. Rows in another than the publication's are rejected.",
        )
    if absent := [name for name in known if name in must_be_there and name not in positions]:
        said = ", ".join(" or ".join(map(repr, known[name])) for name in absent)
        there = _listed(filter(None, names))
        raise BadInput(
            f"Columns that are missing: {said}", where, f"Add the new spelling under from. The file has: {there}"
        )
    for column in source.columns:
        given = column.name in positions or column.name in file.columns or column.name == "publication_id"
        if column.required and not given:
            raise BadInput(f"The required column {column.name!r} is missing", where, "Deliver or map it.")
    unnamed = tuple(position for position, name in enumerate(names) if not name and not ignores_surplus)
    joined = {
        name: tuple(other for other, each in enumerate(names) if each == names[position])
        for name, position in positions.items()
        if name in file.columns and file.columns[name].join is not None
    }
    return Columns(tuple(names), positions, unnamed, joined, frozenset(used or ()))


def _listed(names: Iterable[str]) -> str:
    """Names, no more than fit on a screen."""
    every = [cut(name, 60) for name in names]
    more = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + more
