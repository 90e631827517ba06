"""What is delivered beside a file that is drafted, to complete: its publication, and contracts that it names."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from fundament.clock import today
from fundament.deliveries.drafts.sniffing import Values

MOST_CONTRACTS = 1000
CURRENCIES = {"€": "EUR", "EUR": "EUR", "£": "GBP", "GBP": "GBP", "USD": "USD"}
# Forms of the file that is drafted, as they are in a stub.
PLAIN: dict[str, Any] = {
    "format": "csv",
    "encoding": "utf-8",
    "delimiter": ",",
    "quote": '"',
    "escape": "double",
    "skip_rows": 0,
    "header_rows": 1,
    "skip_when": [],
    "date_formats": ["%Y-%m-%d"],
}


def publication_stub(publication_id: str, title: str, columns: Iterable[Values], stated: Values | None) -> str:
    """One row: a publication as at the last day that the file has, and published then.

    `stated`: the column of currencies. A sign that only one currency has counts too.
    """
    columns = list(columns)
    days = [values.last for values in columns if values.last]
    day = max((day for day in days if day <= today()), default=today()).isoformat()
    signs = {sign.upper() for values in columns for sign in values.remove}
    found = {CURRENCIES[sign] for sign in signs if sign in CURRENCIES} | {*(stated.every if stated else ())}
    currency = found.pop() if len(found) == 1 else ""
    header = ["publication_id", "title", "published_on", "as_of_date", "currency"]
    return _text(header, [[publication_id, title, day, day, currency]])


def contracts_stub(names: Iterable[str]) -> str:
    """A row per contract that the file names, called as it is there."""
    return _text(["contract_id", "contract_name"], [[name, name] for name in names])


def stub_entry(source: str, said: Iterable[str]) -> Iterator[str]:
    """Keys and values of its entry: what the delivery says of its own file does not hold for a stub."""
    yield f"source: {source}"
    yield f"path: {source}.csv"
    for name in filter(PLAIN.__contains__, said):
        yield f"{name}: {PLAIN[name]!r}"


def _text(header: list[str], rows: list[list[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()
