"""Mutations of good files of every format: each is loaded, rejected or refused clearly, and counted exactly.

`python -m tests.campaign --number 10000 --seed 1` tries any number; what fails is printed with its seed.
"""

import argparse
import datetime as dt
import json
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb

from fundament.deliveries.reader import load_deliveries
from fundament.errors import BadInput
from tests.workbook_files import Given, ods, ods_row, text_cell, xls, xlsb, xlsx

HEADER = ["line_id", "period_start", "amount_gross", "measure_type"]
ROWS = [[f"L{number}", "2024-01-31", f"{number}.50", "realised"] for number in range(1, 6)]
DECLARED = """\
delivery_id: mutated
title: Synthetic
owner: Synthetic
publication_id: mutated
max_rejected_rows: 100000
files:
  - {source: contract_spend, path: spend.dat, format: FORMAT}
"""
LINES = [",".join(row) for row in (HEADER, *ROWS)]
RECORDS = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
TABLE: list[list[Given]] = [list(HEADER), *(list(row) for row in ROWS)]


def _write_xlsx(path: Path) -> None:
    made = "".join(
        f"<row r='{n}'>{''.join(text_cell(f'{c}{n}', str(t)) for c, t in zip('ABCD', row, strict=True))}</row>"
        for n, row in enumerate(TABLE, start=1)
    )
    xlsx(path, made)


GOOD: dict[str, tuple[str, Callable[[Path], object]]] = {
    "csv": ("csv", lambda path: path.write_text("\n".join(LINES) + "\n", "utf-8")),
    "json": ("json", lambda path: path.write_text(json.dumps(RECORDS, indent=1), "utf-8")),
    "jsonl": ("jsonl", lambda path: path.write_text("\n".join(map(json.dumps, RECORDS)) + "\n", "utf-8")),
    "xlsx": ("excel", _write_xlsx),
    "ods": ("excel", lambda path: ods(path, "".join(ods_row(*map(str, row)) for row in TABLE))),
    "xls": ("excel", lambda path: xls(path, TABLE)),
    "xlsb": ("excel", lambda path: xlsb(path, TABLE)),
    "parquet": ("parquet", lambda path: _parquet(path)),
}


def _parquet(path: Path) -> None:
    several = " union all ".join(
        "select " + ", ".join(f"'{text}' as {name}" for name, text in record.items()) for record in RECORDS
    )
    duckdb.execute(f"copy ({several}) to '{path}' (format parquet)")


SIGNS = ["\0", "\ufeff", "\u00ad"]
SIGNS += ['"', '""', ",", ";", "\r", "\n", "\r\n\r\n", "{", "]", "\x1e", "\x1f", "é", "'", "%", "="]
TEXTS = [
    "9999-12-31", "1e400", "-", "1.234,5", "NaN", "Infinity", '="1"', "#N/A", "2024-02-30", "x" * 3000, "null",
    "-0", "2024-01-31T25:00:00Z", "1" * 400, "\U000e0100", "{{}}", "=1+1", "TRUE", " " * 50, "1,5-",
]  # fmt: skip


def mutated(data: bytes, random_of: random.Random) -> bytes:
    """One to three changes: cut, doubled, reordered, re-encoded, signs and texts put in, bytes flipped."""
    for _ in range(random_of.randint(1, 3)):
        at, to = sorted(random_of.randrange(len(data) + 1) for _ in range(2))
        match random_of.randrange(10):
            case 0:
                data = data[:at]
            case 1:
                data = data[:at] + data[to:]
            case 2:
                data = data[:to] + data[at:]
            case 3:
                lines = data.split(b"\n")
                random_of.shuffle(lines)
                data = b"\n".join(lines)
            case 4:
                encoding = random_of.choice(["utf-16", "cp1252", "utf-8-sig"])
                data = data.decode("utf-8", "replace").encode(encoding, "replace")
            case 5 | 6:
                data = data[:at] + random_of.choice(SIGNS).encode() + data[at:]
            case 7 | 8:
                text = random_of.choice(TEXTS).encode()
                data = data[:at] + text + data[to if random_of.random() < 0.2 else at :]
            case _:
                changed = bytearray(data)
                for _ in range(random_of.randint(1, 8)):
                    if changed:
                        changed[random_of.randrange(len(changed))] = random_of.randrange(256)
                data = bytes(changed)
    return data


def outcome(kind: str, seed: int) -> str:
    """What became of one mutation: loaded, rejected or refused. Raises `AssertionError` where it is not exact."""
    form, write = GOOD[kind]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "spend.dat")
        random_of = random.Random(f"{kind}-{seed}")
        data = mutated((folder / "spend.dat").read_bytes(), random_of)
        (folder / "spend.dat").write_bytes(data)
        (folder / "delivery.yml").write_text(DECLARED.replace("FORMAT", form))
        with duckdb.connect() as connection:
            try:
                [done] = load_deliveries(connection, folder, dt.date(2026, 1, 1))
            except BadInput as error:
                message = str(error)
                assert "where:" in message and "to do:" in message, message
                assert len(message.splitlines()) < 25 and "Traceback" not in message, message
                return "refused"
            [(loaded,)] = connection.execute("select count(*) from raw.contract_spend").fetchall()
            [(rejected,)] = connection.execute(
                "select count(distinct source_line) from raw.rejected_rows"
            ).fetchall()
            assert done.lines_read == done.rows_loaded + done.rows_rejected + done.rows_skipped, done
            assert (loaded, rejected) == (done.rows_loaded, done.rows_rejected), (loaded, rejected, done)
            return "rejected" if rejected else "loaded"


def main() -> int:
    """Try them, print what failed and how many came to what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    found: dict[str, int] = {}
    for number in range(arguments.number):
        kind = list(GOOD)[number % len(GOOD)]
        try:
            became = outcome(kind, arguments.seed + number)
        except Exception as error:
            became = "FAILED"
            said = f"{type(error).__name__}: {str(error)[:300]}"
            print(f"{kind}, seed {arguments.seed + number}: {said}", flush=True)
        found[became] = found.get(became, 0) + 1
    print(", ".join(f"{number} {became}" for became, number in sorted(found.items())))
    return 1 if "FAILED" in found else 0


if __name__ == "__main__":
    sys.exit(main())
