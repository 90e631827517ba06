"""Every row that is left out is listed with the condition that says so, in each format and each way of reading."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from fundament.cli import main
from tests.loading import GOOD, HEADER, counts, load, loads

TOTAL = "\"line_id\" is null and lower(period_start) in ('total')"
ROWS = [["a", "2024-01-31", "1.50", "realised"], [], ["", "Total", "1.50", ""]]


def _written(folder: Path, kind: str) -> dict[str, Any]:
    names = HEADER.strip().split(",")
    if kind == "excel":
        book = openpyxl.Workbook()
        for row in [names, *ROWS]:
            book.active.append([value or None for value in row])
        book.save(folder / "spend.xlsx")
        return {"path": "spend.xlsx", "format": "excel"}
    records = [dict(zip(names, [value or None for value in row], strict=False)) for row in ROWS]
    lines = [json.dumps({name: record.get(name) for name in names}) for record in records]
    (folder / "spend.jsonl").write_text("\n".join(lines))
    return {"path": "spend.jsonl", "format": "jsonl"}


@pytest.mark.parametrize("kind", ["csv", "excel", "jsonl"])
def test_every_skipped_row_is_listed_with_its_condition(tmp_path: Path, kind: str) -> None:
    how: dict[str, Any] = {"skip_when": [TOTAL], "blank_rows": "skip"}
    if kind == "csv":
        connection, [loaded] = loads(tmp_path, f"{HEADER}{GOOD}\n,Total,1.50,\n", **how)
    else:
        connection, [loaded] = load(tmp_path, _written(tmp_path, kind), **how)
    assert counts(loaded) == (3, 1, 0, 2)
    first = 1 if kind == "jsonl" else 2
    found = connection.execute(
        "select source_line, reason, row_text from raw.skipped_rows order by all"
    ).fetchall()
    assert found == [(first + 1, "the row is blank", ""), (first + 2, TOTAL, "Total | 1.50")]


def test_the_first_condition_that_a_row_meets_is_the_one_that_is_named(tmp_path: Path) -> None:
    conditions = ["line_id = 'never'", "line_id = 'x'", "amount_gross = '9'"]
    connection, _ = loads(tmp_path, f"{HEADER}{GOOD}x,,9,\ny,,9,\n", skip_when=conditions)
    found = connection.execute("select source_line, reason from raw.skipped_rows order by all").fetchall()
    assert found == [(3, "line_id = 'x'"), (4, "amount_gross = '9'")]


def test_a_column_says_why(tmp_path: Path) -> None:
    text = f"{HEADER.strip()},why\n{GOOD.strip()},\nb,2024-01-31,2.00,realised,reversed later\n"
    connection, _ = loads(tmp_path, text, {"skip_reason_from": "why"})
    found = connection.execute("select source_line, reason from raw.skipped_rows").fetchall()
    assert found == [(3, "reversed later")]


def test_a_command_lists_them_all(tmp_path: Path) -> None:
    text = HEADER + GOOD + "".join(f",Total,{number}.00,\n" for number in range(7))
    loads(tmp_path, text, skip_when=[TOTAL])
    arguments = ["deliveries", "check", str(tmp_path / "delivery.yml"), "--home", str(tmp_path / "home")]
    few, every = CliRunner().invoke(main, arguments), CliRunner().invoke(main, [*arguments, "--skipped"])
    assert few.output.count("skipped, line") == 5 and "skipped: 2 more; --skipped lists them" in few.output
    assert every.output.count("skipped, line") == 7 and "'Total | 6.00'" in every.output


def test_blank_rows_of_any_width_are_blank(tmp_path: Path) -> None:
    connection, [loaded] = loads(tmp_path, f"{HEADER}{GOOD},,\n,,,,,,,\n , \n\n,\n", blank_rows="skip")
    assert counts(loaded) == (6, 1, 0, 5)
    found = connection.execute("select source_line, reason from raw.skipped_rows order by 1").fetchall()
    assert found == [(line, "the row is blank") for line in range(3, 8)]
    # One with anything in it is no blank row, whatever its width.
    _, [loaded] = loads(tmp_path, f"{HEADER}{GOOD},x\n", blank_rows="skip", max_rejected_rows=1)
    assert counts(loaded) == (2, 1, 1, 0)
