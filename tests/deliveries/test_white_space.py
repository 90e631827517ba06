"""White space around a value, visible or not, is never part of it; within a value it stays."""

from decimal import Decimal
from pathlib import Path

import pytest

from fundament.deliveries.read.white_space import MARKS, SIGNS, WITHOUT_MARKS
from tests.loading import HEADER, counts, loads, rows

# By hand, not from SIGNS: what spreadsheets, web pages and chat windows leave around a copied value.
AROUND = {
    "space": " ",
    "tab": "\t",
    "no-break space": "\u00a0",
    "narrow no-break space": "\u202f",
    "figure space": "\u2007",
    "ideographic space": "\u3000",
    "next line": "\u0085",
    "line separator": "\u2028",
    "zero width space": "\u200b",
    "left-to-right mark": "\u200e",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "zero width joiner": "\u200d",
    "zero width non-joiner": "\u200c",
    "right-to-left embedding": "\u202b",
    "first strong isolate": "\u2068",
    "Arabic letter mark": "\u061c",
    "Mongolian vowel separator": "\u180e",
    "variation selector": "\ufe0f",
    "a later variation selector": "\U000e0100",
    "language tag": "\U000e0001",
    "combining grapheme joiner": "\u034f",
    "Hangul filler": "\u3164",
    "start of heading": "\x01",
    "escape": "\x1b",
    "unit separator": "\x1f",
    "record separator": "\x1e",
    "delete": "\x7f",
    "control of Latin-1": "\x80",
    "several": " \u00a0\ufeff\t\u00ad",
}


@pytest.mark.parametrize("sign", AROUND.values(), ids=AROUND)
def test_what_stands_around_a_value_does_not_count(tmp_path: Path, sign: str) -> None:
    fields = ["a", "2024-01-31", "1.50", "realised"]
    text = HEADER + ",".join(f"{sign}{field}{sign}" for field in fields) + "\n"
    text += f"b,2024-01-31,{sign}2{sign},realised\n"
    connection, [loaded] = loads(tmp_path, text)
    assert counts(loaded) == (2, 2, 0, 0)
    assert rows(connection, "line_id, amount_gross") == [("a", Decimal("1.50")), ("b", Decimal(2))]


@pytest.mark.parametrize("sign", AROUND.values(), ids=AROUND)
def test_a_field_of_white_space_alone_is_empty(tmp_path: Path, sign: str) -> None:
    blank = ",".join([sign] * 4)
    text = HEADER.replace("\n", ",description\n") + f"a,2024-01-31,1,realised,{sign}\n{blank},{sign}\n"
    connection, [loaded] = loads(tmp_path, text, blank_rows="skip")
    assert counts(loaded) == (2, 1, 0, 1)
    assert rows(connection, "description") == [(None,)]


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r"])
def test_line_breaks_at_the_edges_of_a_quoted_value(tmp_path: Path, sign: str) -> None:
    connection, [loaded] = loads(tmp_path, HEADER + f'"{sign}a{sign}",2024-01-31,"{sign}1.50{sign}",realised\n')
    assert counts(loaded) == (1, 1, 0, 0)
    assert rows(connection, "line_id, amount_gross") == [("a", Decimal("1.50"))]


def test_within_a_value_white_space_stays(tmp_path: Path) -> None:
    connection, _ = loads(tmp_path, HEADER + "a\u00a0\tb\u200bc,2024-01-31,1,realised\n")
    assert rows(connection, "line_id") == [("a\u00a0\tb\u200bc",)]


@pytest.mark.parametrize("written", ['="00123"', '"=""00123"""'])
@pytest.mark.parametrize("more", ["", "b,31-01-2024,1,realised\n"])
def test_a_text_that_a_spreadsheet_kept_a_text_is_that_text(tmp_path: Path, written: str, more: str) -> None:
    how = {"date_formats": ["%Y-%m-%d", "%d-%m-%Y"]} if more else {}
    connection, _ = loads(tmp_path, HEADER + f"{written},2024-01-31,1,realised\n" + more, **how)
    assert rows(connection, "line_id")[0] == ("00123",)


def test_a_column_is_found_whatever_its_name_hides(tmp_path: Path) -> None:
    header = HEADER.replace("line_id", "\u200bline_\u00adid").replace("amount", "am\u200dount")
    connection, _ = loads(tmp_path, header + "a,2024-01-31,1,realised\n")
    assert rows(connection, "line_id, amount_gross") == [("a", Decimal(1))]


def test_the_same_rule_in_python_and_in_sql(tmp_path: Path) -> None:
    import duckdb

    # Every sign alone, by DuckDB with the same list: nothing is left of it.
    for sign in SIGNS:
        assert duckdb.execute("select trim(?, ?)", [f"{sign}x{sign}", SIGNS]).fetchone() == ("x",)
    assert not set(SIGNS) & set(map(chr, range(0x21, 0x7F)))
    # The marks of our own fields are stripped of texts alone.
    assert not set(MARKS) & set(WITHOUT_MARKS)
