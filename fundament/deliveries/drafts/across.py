"""A table whose amounts stand across, a year per column or an estimate beside its outcome: a draft unpivots it."""

from fundament.deliveries.declared.declaration import Unpivot
from fundament.deliveries.drafts.matching import words_of
from fundament.deliveries.drafts.sniffing import YEAR, Sniffed, Values
from fundament.deliveries.drafts.synonyms import VALUES

MEASURES = {"realised", "forecast"}


def unpivot_of(columns: dict[str, Values]) -> Unpivot | None:
    """The columns of amounts that are to become rows; None where they do not stand across."""
    amounts = [name for name, values in columns.items() if values.kind == "number"]
    years = [name for name in amounts if YEAR.fullmatch(name)]
    measures = {name: VALUES.get(words_of(name)) for name in amounts}
    both = [name for name, meaning in measures.items() if meaning in MEASURES]
    if len(years) > 1 and not {"year", "amount"} & columns.keys():
        return Unpivot(columns=years, name="year", value="amount")
    if {measures[name] for name in both} == MEASURES and not {"measure", "amount"} & columns.keys():
        return Unpivot(columns=both, name="measure", value="amount")
    return None


def unpivoted(sniffed: Sniffed, how: Unpivot) -> None:
    """Make of the rows what a reader makes of them."""
    taken = {sniffed.header.index(name): name for name in how.columns}
    kept = [place for place in range(len(sniffed.header)) if place not in taken]
    sniffed.rows.unpivot(taken, kept)
    sniffed.header = [*(sniffed.header[place] for place in kept), how.name, how.value]
