"""A plain file of good rows is read in one pass; any other way of reading gives the same rows and rejects."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from fundament.deliveries import loading
from fundament.deliveries.counted.loaded import LoadedFile
from fundament.deliveries.declared.canonical import canonical_sources
from fundament.deliveries.found.received import ReceivedFile
from fundament.deliveries.loading import _Loading
from fundament.deliveries.read.formats import text
from fundament.deliveries.reader import load_deliveries
from fundament.deliveries.stored.raw import create_raw_tables
from fundament.errors import BadInput
from tests.loading import counts, load, loads, rejects, rows

DAYS = [
    "31-12-2024", "1-2-2024", " 31-12-2024", "31-12-2024 ", "\t31-12-2024", "31-12-2024\t", "31-12-2024\u00a0",
    "31-06-2022", "29-02-2024", "29-02-2023", "31-12-24", "31-12-0024", "31-12-20244", "31-12-999", "epoch",
    "infinity", "-infinity", "01-01-1970", "01-01-1900", "01-01-1000", "31-12-9999", "31 - 12-2024",
    "31-12-2024 00:00", "2024-12-31", "31/12/2024", "", "  ", "31-12--2024", "today", "NULL",
]  # fmt: skip
AMOUNTS = [
    "1,5", "1,50", " 1,5", "1,5 ", "1,5\t", "\u00a01,5", "1.5", "1.500", "1e3", "1_000", "-1,5", "- 1,5", "+1",
    "1,", "  ", ",5", "1,501", "1,500", "--1", "1,5-", "\u0661", "9999999999999999,99", "99999999999999999,99",
    "NaN", "inf", "0x10", "1,5,5", "", "'1", "(1)", "\u22121",
]  # fmt: skip
WORDS = [
    "a", "a b", "a ", " a", "\ta", "a\t", "a\v", "a\f", "a\u00a0", "\u00a0a", "\u200ba", "a\u200b", "\ufeffa",
    "\u00e9", "caf\u00e9 ", "caf\u00e9\u00a0", "\u3000\u4e00", "\u4e00", "  ", "\u00a0", "", "~", "\x7f", "\x01",
    "=1", "n.v.t.", " N.V.T. ", "n.v.t.\t", "\u00e0\u200f",
]  # fmt: skip
ENTRY = {
    "path": "*.csv",
    "columns": {
        "line_id": {"from": "nr"},
        "period_start": {"from": "van"},
        "period_end": {"from": "tot"},
        "amount_gross": {"from": "bedrag"},
        "description": {"from": "wat", "null_words": ["n.v.t."]},
        "measure_type": {"constant": "realised"},
    },
}
HOW = {"delimiter": ";", "decimal_separator": ",", "date_formats": ["%d-%m-%Y"], "max_rejected_rows": 300}


HEADER_OF_ODD = "nr;van;tot;bedrag;wat\n"
GOOD_OF_ODD = "a;31-01-2024;;1;b\n"


def odd_lines() -> list[str]:
    """A row for every odd text in every place where it may stand, as it is and in quotes."""
    found = []
    for texts, place in [(DAYS, 1), (DAYS, 2), (AMOUNTS, 3), (WORDS, 0), (WORDS, 4)]:
        for each in texts:
            for form in (each, f'"{each}"'):
                fields = ["x", "31-01-2024", "", "1,50", "what"]
                fields[place] = form
                found.append(";".join(fields) + "\n")
    return found


def loaded(folder: Path) -> list[tuple]:
    connection, _ = load(folder, ENTRY, **HOW)
    first = "source_file, source_line, line_id, period_start"
    columns = f"{first}, * exclude (delivery_id, {first})"
    return connection.execute(f"select {columns} from raw.contract_spend order by 1, 2").fetchall()


def test_both_ways_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file for each odd row, between two good ones, at once; all rows in one file, one by one."""
    lines = odd_lines()
    (tmp_path / "files").mkdir()
    for number, line in enumerate(lines):
        text = HEADER_OF_ODD + GOOD_OF_ODD + line + GOOD_OF_ODD.replace("a", "z")
        (tmp_path / "files" / f"{number:03}.csv").write_text(text, "utf-8", newline="")
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "all.csv").write_text(HEADER_OF_ODD + "".join(lines), "utf-8", newline="")

    with monkeypatch.context() as patch:
        patch.setattr(_Loading, "load_at_once", lambda loading: None)
        careful = {row[1] - 2: row[2:] for row in loaded(tmp_path / "rows")}

    def goes_on(connection: object, received: ReceivedFile, *_: object) -> LoadedFile:
        return LoadedFile(received.delivery.delivery_id, received.file.source, received.shown, 0, 0, 0)

    # What can't be read at once leaves nothing behind; the careful way, which then follows, is known already.
    monkeypatch.setattr(_Loading, "parse", lambda loading: setattr(loading, "query", None))
    monkeypatch.setattr(loading, "take_over", goes_on)
    at_once: dict[int, list[tuple]] = {}
    for file, line, *row in loaded(tmp_path / "files"):
        at_once.setdefault(int(file.removesuffix(".csv")), []).append((line, *row))
    for number, rows_of_file in at_once.items():
        assert rows_of_file[1] == (3, *careful[number]), lines[number]
        assert [(row[0], row[1], row[2]) for row in rows_of_file] == [
            (2, "a", dt.date(2024, 1, 31)),
            (3, *careful[number][:2]),
            (4, "z", dt.date(2024, 1, 31)),
        ]
    # Neither way alone: of the files many are read at once, and many can't be.
    assert len(lines) / 4 < len(at_once) < len(lines) * 3 / 4
    assert len(careful) > len(at_once)


@pytest.fixture
def at_once_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def parse(loading: _Loading) -> None:
        raise AssertionError("not read at once")

    monkeypatch.setattr(_Loading, "parse", parse)


HEADER = "line_id,period_start,amount_gross,description\n"
MAPPED = {"columns": {"measure_type": {"constant": "realised"}}}


@pytest.mark.usefixtures("at_once_only")
@pytest.mark.parametrize(
    "line",
    [
        "a,2024-01-31,1.50,b\n",
        "a,2024-01-31,1.50,b",
        " a ,2024-01-31, 1.50,b \n",
        "a,2024-01-31,1.50,\u00e9\u00e9n\n",
        "a,2024-01-31,1.50,a\tb\n",
        'a,2024-01-31,1.50,"b"\n',
    ],
    ids=["plain", "no final line end", "spaces", "not ASCII", "tab within", "quoted"],
)
def test_what_is_read_at_once(tmp_path: Path, line: str) -> None:
    for ends in ("\n", "\r\n"):
        connection, [done] = loads(tmp_path, (HEADER + line).replace("\n", ends), MAPPED)
        assert counts(done) == (1, 1, 0, 0)
        [(line_id, day, amount, source_line)] = rows(
            connection, "line_id, period_start, amount_gross, source_line"
        )
        assert (line_id, day, amount, source_line) == ("a", dt.date(2024, 1, 31), Decimal("1.50"), 2)


@pytest.mark.parametrize(
    ("content", "lines", "has_others"),
    [
        (b"a\r\nb\r\n", 2, False),
        (b"a\r\nb", 2, False),
        (b"a\rb\r\n", 1, True),
        (b"ab\r\tc\n", 1, True),
        (b"a\tb\n", 1, True),
        (b"\r\n\r\n", 2, False),
        (b"a\nb\r", 2, True),
        (b"", 0, False),
    ],
)
def test_lines_are_counted_wherever_the_file_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, lines: int, has_others: bool
) -> None:
    (tmp_path / "file").write_bytes(content)
    for size in range(1, 6):
        monkeypatch.setattr(text, "CHUNK", size)
        assert text.lines_of(tmp_path / "file", "file") == (lines, has_others)


def test_a_nul_is_seen_wherever_the_file_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"ab\r\0c\n")
    for size in range(1, 6):
        monkeypatch.setattr(text, "CHUNK", size)
        with pytest.raises(BadInput, match="NUL"):
            text.lines_of(tmp_path / "file", "file")


def test_what_fails_at_once_leaves_nothing_behind(tmp_path: Path) -> None:
    # Good rows, and one near the end that only the careful way can tell of.
    lines = [f"r{number},2024-01-31,1.50,b" for number in range(5000)] + [
        "bad,2024-02-31,1.50,b",
        "z,2024-01-31,1,b",
    ]
    connection, [done] = loads(tmp_path, HEADER + "\n".join(lines) + "\n", MAPPED, max_rejected_rows=1)
    assert counts(done) == (5002, 5001, 1, 0)
    assert rejects(connection) == [(5002, "period_start", "2024-02-31", "not a valid date")]
    found = connection.execute(
        "select count(*), count(distinct source_line), min(source_line), max(source_line), sum(amount_gross) "
        "from raw.contract_spend"
    ).fetchone()
    # 5,000 times 1.50, and 1.
    assert found == (5001, 5001, 2, 5003, Decimal("7501.00"))


def test_raw_shows_every_column_with_its_type_whatever_the_files_have() -> None:
    connection = duckdb.connect()
    create_raw_tables(connection)
    for source in canonical_sources().values():
        shown = {
            name: kind.lower() for name, kind, *_ in connection.execute(f"describe raw.{source.name}").fetchall()
        }
        declared = {column.name: column.data_type for column in source.columns}
        lineage = {"publication_id", "delivery_id", "source_file", "source_line", "citation"}
        assert shown.items() >= declared.items()
        assert set(shown) == set(declared) | lineage


def test_a_constant_of_one_file_is_a_column_of_another(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(
        "line_id,period_start,amount_gross,wat\na,2024-01-31,1,realised\nb,2024-01-31,2,forecast\n"
    )
    (tmp_path / "two.csv").write_text("line_id,period_start,amount_gross,service_id\nc,2024-01-31,3,s\n")
    (tmp_path / "delivery.yml").write_text(
        """
delivery_id: ledger
title: Synthetic ledger
owner: Finance
publication_id: ledger
files:
  - source: contract_spend
    path: one.csv
    columns: {measure_type: {from: wat}, service_id: {constant: t}}
  - source: contract_spend
    path: two.csv
    columns: {measure_type: {constant: forecast}}
"""
    )
    connection = duckdb.connect()
    load_deliveries(connection, tmp_path, dt.date(2026, 1, 1))
    found = connection.execute(
        "select line_id, measure_type, service_id, supplier_id, source_file, source_line, publication_id "
        "from raw.contract_spend order by line_id"
    ).fetchall()
    assert found == [
        ("a", "realised", "t", None, "one.csv", 2, "ledger"),
        ("b", "forecast", "t", None, "one.csv", 3, "ledger"),
        ("c", "forecast", "s", None, "two.csv", 2, "ledger"),
    ]
