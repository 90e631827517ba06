"""What an expression may call, and rows that are told apart by where they stand. Synthetic."""

from pathlib import Path

import duckdb
import pytest

from fundament.deliveries.cast.expressions import FUNCTIONS
from tests.loading import counts, loads, refused, rows

TEXT = "datum,bedrag,tekst\n2024-01-31,1, x \n2024-01-31,1, x \n2024-02-29,1,y\n2024-01-31,1, x \n"
COLUMNS = {
    "period_start": {"from": "datum"},
    "amount_gross": {"from": "bedrag"},
    "measure_type": {"constant": "realised"},
}


@pytest.mark.parametrize("more", ["", "2024-02-30,1,y\n"])
def test_identical_lines_without_an_id_load_all_of_them(tmp_path: Path, more: str) -> None:
    columns = {**COLUMNS, "line_id": {"expression": "concat_ws('/', datum, bedrag, equal_row_number)"}}
    entry = {"columns": {**columns, "description": {"expression": "'line ' || row_number"}}, "key": ["line_id"]}
    entry["ignored_columns"] = ["tekst"]
    connection, [loaded] = loads(tmp_path, TEXT + more, {**entry, "max_rejected_rows": 1})
    assert counts(loaded) == (4 + bool(more), 4, int(bool(more)), 0)
    assert rows(connection, "line_id, description") == [
        ("2024-01-31/1/1", "line 2"),
        ("2024-01-31/1/2", "line 3"),
        ("2024-02-29/1/1", "line 4"),
        ("2024-01-31/1/3", "line 5"),
    ]


def test_a_column_of_the_file_goes_before_ours(tmp_path: Path) -> None:
    columns = {**COLUMNS, "line_id": {"expression": "row_number"}}
    connection, _ = loads(tmp_path, TEXT.replace("tekst", "row_number").split("2024-02")[0], {"columns": columns})
    assert rows(connection, "line_id") == [("x",), ("x",)]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("trim(tekst)", "x"), ("trim(both 'x' from tekst)", None), ("substring(datum from 1 for 4)", "2024"),
        ("position('-' in datum)", "5"), ("extract(year from cast(datum as date))", "2024"),
        ("tekst like '%!x%' escape '!'", "true"),
        ("date_diff('day', cast(datum as date), date '2024-02-01')", "1"), ("datum[1:4]", "2024"),
        ("strip_accents('é')", "e"), ("list_contains(['x'], trim(tekst))", "true"),
    ],
)  # fmt: skip
def test_what_is_harmless_may_be_called(tmp_path: Path, expression: str, value: str | None) -> None:
    columns = {**COLUMNS, "line_id": {"expression": "row_number"}, "description": {"expression": expression}}
    connection, _ = loads(tmp_path, TEXT.split("2024-02")[0], {"columns": columns, "ignored_columns": ["tekst"]})
    assert rows(connection, "description")[0] == (value,)


@pytest.mark.parametrize("name", ["getenv", "current_setting", "read_text", "repeat", "nextval", "getvariable"])
def test_what_is_not_is_refused_and_the_message_lists_the_rest(tmp_path: Path, name: str) -> None:
    message = refused(tmp_path, TEXT, {"columns": {**COLUMNS, "line_id": {"expression": f"{name}('x')"}}})
    assert f"calls {name}, which it may not" in message and "substring" in message


def test_every_function_that_may_be_called_is_there() -> None:
    known = {name for (name,) in duckdb.execute("select function_name from duckdb_functions()").fetchall()}
    operators = {"nullif", "coalesce", "if", "ifnull", "not", "number", "nvl"}
    assert {name for name in FUNCTIONS if name.isidentifier()} - known - operators == set()
