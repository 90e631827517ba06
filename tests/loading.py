"""One delivery of a few files, loaded in memory: what was read, rejected and counted."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.reader import load_deliveries
from fundament.errors import BadInput

HEADER = "line_id,period_start,amount_gross,measure_type\n"
GOOD = "a,2024-01-31,1.50,realised\n"
Loaded = tuple[duckdb.DuckDBPyConnection, list[LoadedFile]]


def load(folder: Path, entry: dict[str, Any] | None = None, **delivery: Any) -> Loaded:
    """Load the files of a folder by one entry; keys of the delivery may be given beside it."""
    declared = {
        "delivery_id": "ledger",
        "title": "Synthetic ledger",
        "owner": "Finance",
        "publication_id": "ledger",
        **delivery,
        "files": [{"source": "contract_spend", "path": "spend.csv", **(entry or {})}],
    }
    (folder / "delivery.yml").write_text(yaml.safe_dump(declared, sort_keys=False), "utf-8")
    connection = duckdb.connect()
    return connection, load_deliveries(connection, folder, dt.date(2026, 1, 1))


def loads(folder: Path, content: str | bytes, entry: dict[str, Any] | None = None, **delivery: Any) -> Loaded:
    """Load one spend.csv."""
    (folder / "spend.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    return load(folder, entry, **delivery)


def refused(folder: Path, content: str | bytes, entry: dict[str, Any] | None = None, **delivery: Any) -> str:
    with pytest.raises(BadInput) as error:
        loads(folder, content, entry, **delivery)
    message = str(error.value)
    assert "where:" in message and "to do:" in message and len(message.splitlines()) < 20
    return message


def rows(connection: duckdb.DuckDBPyConnection, columns: str, source: str = "contract_spend") -> list[tuple]:
    return connection.execute(f"select {columns} from raw.{source} order by source_line").fetchall()


def counts(loaded: LoadedFile) -> tuple[int, int, int, int]:
    assert loaded.lines_read == loaded.rows_loaded + loaded.rows_rejected + loaded.rows_skipped
    return loaded.lines_read, loaded.rows_loaded, loaded.rows_rejected, loaded.rows_skipped


def rejects(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    return connection.execute(
        "select source_line, column_name, rejected_value, reason from raw.rejected_rows order by all"
    ).fetchall()


def amounts(folder: Path, texts: list[str], **how: Any) -> list[Decimal | None]:
    """How amounts in a tab-separated file are read; None: rejected."""
    lines = [f"{n}\t2024-01-31\t{text}\trealised\n" for n, text in enumerate(texts)]
    connection, _ = loads(
        folder,
        HEADER.replace(",", "\t") + "".join(lines),
        delimiter="\t",
        max_rejected_rows=len(texts),
        **how,
    )
    found = dict(rows(connection, "line_id, amount_gross"))
    return [found.get(str(number)) for number in range(len(texts))]
