"""What a note reads from a release: rows, labels, names, and figures, of which it refuses what does not reconcile.

The statements: `queries/`. How rows become cells: `values.py`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from fundament import database
from fundament.errors import FundamentError, Misconfigured, Refused
from fundament.explanation.origin import AMOUNT_OF_LINE, UNKNOWN_THEN_LARGEST
from fundament.note.cells import Cell, Place
from fundament.note.document import Query
from fundament.settings import settings

QUERIES = Path(__file__).parent / "queries"
# The newest that states spend; where none does, the newest.
DEFAULT_PUBLICATION = """
    select publication_id from marts.dim_publication order by publication_order limit 1
"""
# Of the other publications, what they are called and where their figures stand.
NAMES = """
    from marts.labels
    where publication_id = $publication_id or subject_type in ('publication', 'citation')
    order by publication_id = $publication_id, publication_id
"""
# One unit of a printed figure in EUR, or in the number itself.
UNITS = {"eur_million": Decimal(1_000_000), "eur_thousand": Decimal(1_000)}
COMPARED_DECIMALS = Decimal("0.00000001")

Row = dict[str, Any]


@dataclass
class Reading:
    """The rows of all queries for one publication of one release."""

    publication_id: str
    as_of_date: str
    rows: dict[str, list[Row]]
    queries: list[Query]
    labels: dict[tuple[str, str], dict[str, str]]
    # By kind, key and language: the name, and the publication that gives it.
    names: dict[tuple[str, str, str], tuple[str, str]]
    figures: dict[tuple[Any, ...], Row] = field(default_factory=dict)

    def __getitem__(self, query: str) -> list[Row]:
        return self.rows.get(query, [])

    def label(self, code_list: str, code: str | None, language: str) -> str | None:
        """The word for a code; the code in words where no label is known."""
        if code is None:
            return None
        return self.labels.get((code_list, code), {}).get(language) or code.replace("_", " ")

    def figure_of(self, *subjects: tuple[Any, ...]) -> Row | None:
        """The printed figure on the first of these subjects that has one; see `subject`."""
        return next((self.figures[one] for one in subjects if one in self.figures), None)


def subject(
    publication_id: str,
    measure: str,
    *,
    scenario_id: str | None = None,
    contract_id: str | None = None,
    year: int | None = None,
    measure_type: str | None = None,
    entity: str | None = None,
) -> tuple[Any, ...]:
    """What a printed figure is about. `none` in a mart is an empty field in the delivery."""
    scenario_id = None if scenario_id == "none" else scenario_id
    return publication_id, measure, scenario_id, contract_id, year, measure_type, entity


def read(release: Path, as_of_date: str, publication_id: str | None) -> Reading:
    """Read a release. Raises `Misconfigured` for a publication that it does not have."""
    with _opened(release) as connection:
        publication_id = publication_id or _default_publication(connection, release)
        values = {"publication_id": publication_id, "as_of_date": as_of_date}
        rows, queries = {}, []
        for path in sorted(QUERIES.glob("*.sql")):
            text = query(path.stem)
            rows[path.stem] = _rows(connection, text, {k: v for k, v in values.items() if f"${k}" in text})
            queries.append(Query(path.stem, text))
        labels = {
            (row["code_list"], row["code"]): {"nl": row["label_nl"], "en": row["label_en"]}
            for row in _rows(connection, "from reference.code_labels", {})
        }
        names = {
            (row["subject_type"], row["subject_id"], row["language"]): (row["label"], row["publication_id"])
            for row in _rows(connection, NAMES, values)
        }
    if not rows["publication"]:
        raise Misconfigured(
            f"There is no publication {publication_id} in the release",
            str(release),
            "List them with: select publication_id from marts.dim_publication",
        )
    reading = Reading(publication_id, as_of_date, rows, queries, labels, names)
    for figure in reading["figures"]:
        about = subject(
            figure["publication_id"],
            figure["measure"],
            scenario_id=figure["scenario_id"],
            contract_id=figure["contract_id"],
            year=figure["year"],
            measure_type=figure["measure_type"],
            entity=figure["entity"],
        )
        reading.figures.setdefault(about, figure)
    return reading


def query(name: str) -> str:
    """A query as it is run, and as the note shows it."""
    text = (QUERIES / f"{name}.sql").read_text("utf-8").strip()
    return text.format(amount_of_line=AMOUNT_OF_LINE, unknown_then_largest=UNKNOWN_THEN_LARGEST)


@contextmanager
def _opened(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with database.release_to_read(release) as connection:
            connection.execute(f"set memory_limit = '{settings().memory_of_half}'")
            yield connection
    except duckdb.Error as error:
        raise FundamentError(
            f"The release can't be read for the status note: {str(error).splitlines()[0]}", str(release)
        ) from error


def _default_publication(connection: duckdb.DuckDBPyConnection, release: Path) -> str:
    found = connection.execute(DEFAULT_PUBLICATION).fetchone()
    if found is None:
        raise Misconfigured("The release has no publication", str(release))
    return str(found[0])


def _rows(connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any]) -> list[Row]:
    answer = connection.execute(query, {k: v for k, v in values.items() if f"${k}" in query})
    names = [column[0] for column in answer.description]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def accept(figures: Iterable[Row]) -> None:
    """Raise `Refused`, with both values and the residual, for the first figure that is not accepted."""
    for figure in figures:
        if figure["is_accepted"] is not True:
            raise Refused(
                f"No status note: figure {figure['figure_id']} does not reconcile. It is printed as "
                f"{figure['printed_text']}, the marts come to {plain(figure['computed_value'])} {figure['unit']}; "
                f"residual {plain(figure['residual'])}, verdict {figure['verdict']}, "
                f"accepted {figure['accepted_verdict']}",
                f"{figure['publication_id']}, {figure['citation']}; {figure['origin']}",
                "Correct the delivery, or accept the difference in its control totals, with the reason.",
            )


def hold_against(cell: Cell, figure: Row) -> None:
    """Raise `Refused` where the note would show another value than the one that was reconciled."""
    computed, unit = figure["computed_value"], UNITS.get(figure["unit"], Decimal(1))
    value = None if cell.value is None else (Decimal(cell.value) / unit).quantize(COMPARED_DECIMALS)
    if value != computed:
        raise Refused(
            f"No status note: figure {figure['figure_id']} was reconciled as {plain(computed)} {figure['unit']}, "
            f"and {cell.place.mart}.{cell.place.column} has {plain(value)}",
            f"{figure['publication_id']}, {figure['citation']}; {described(cell.place)}",
            "Run: fundament run",
        )


def described(place: Place) -> str:
    """The row of a place in words."""
    return ", ".join(f"{name} {value}" for name, value in place.key if value is not None)


def plain(number: Decimal | None) -> str:
    """A decimal without trailing zeros."""
    return "unknown" if number is None else f"{number.normalize():f}"


def marks() -> Iterator[str]:
    """a, b, … z, aa, …"""
    number = 0
    while True:
        quotient, rest = divmod(number, 26)
        yield (chr(96 + quotient) if quotient else "") + chr(97 + rest)
        number += 1
