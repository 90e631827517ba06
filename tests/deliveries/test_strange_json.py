"""JSON in which something else stands than what is mapped: it is rejected, and never unknown. Synthetic."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.loading import counts, load, rejects, rows

LINE = {"line_id": "a", "period_start": "2024-01-31", "amount_gross": 1, "measure_type": "realised"}


def of(
    folder: Path, records: list[dict[str, Any]], path: str, kind: str = "json"
) -> tuple[list[tuple], list[tuple]]:
    """Descriptions that are loaded, and lines and reasons of what is rejected."""
    lines = [{**LINE, "line_id": str(number), **record} for number, record in enumerate(records)]
    text = json.dumps(lines) if kind == "json" else "".join(json.dumps(line) + "\n" for line in lines)
    (folder / f"s.{kind}").write_text(text)
    entry = {"path": f"s.{kind}", "format": kind, "columns": {"description": {"from": path}}}
    connection, [loaded] = load(folder, {**entry, "max_rejected_rows": len(lines), "ignored_columns": ["x*"]})
    counts(loaded)
    return rows(connection, "line_id, description"), rejects(connection)


@pytest.mark.parametrize("kind", ["json", "jsonl"])
@pytest.mark.parametrize("other", ["SRV-1", 7, True, ["a"], [{"value": "p"}, "q"], 0, False])
def test_something_else_than_the_object_that_is_mapped(tmp_path: Path, kind: str, other: object) -> None:
    records: list[dict[str, Any]] = [{"ci": {"value": "p"}}, {"ci": other}, {"ci": None}, {"ci": ""}, {}]
    loaded, rejected = of(tmp_path, records, "ci.value", kind)
    assert loaded == [("0", "p"), ("2", None), ("3", None), ("4", None)]
    assert [(line, column, value) for line, column, value, _ in rejected] == [
        (2, "description", json.dumps(other))
    ]


@pytest.mark.parametrize("other", [{"en": "x"}, [{"en": "x"}], ["x", {"en": "y"}], [["x"]]])
def test_an_object_where_a_value_is_mapped(tmp_path: Path, other: object) -> None:
    loaded, rejected = of(tmp_path, [{"x": "p"}, {"x": other}, {"x": ["p", "q"]}, {"x": {}}, {"x": []}], "x")
    assert loaded == [("0", "p"), ("2", "p, q"), ("3", None), ("4", None)]
    assert [line for line, *_ in rejected] == [2]


def test_a_place_in_something_that_is_no_list(tmp_path: Path) -> None:
    loaded, rejected = of(tmp_path, [{"x": [{"n": "p"}]}, {"x": {"n": "q"}}, {"x": []}], "x[0].n")
    assert loaded == [("0", "p"), ("2", None)]
    assert [line for line, *_ in rejected] == [2]


def test_the_innermost_object_around_a_record_is_the_one_that_is_named(tmp_path: Path) -> None:
    def lines(*names: str) -> list[dict[str, str]]:
        return [{**LINE, "line_id": name} for name in names]

    inner = [{"x": "p", "c": lines("1")}, {"x": "q", "c": lines("2", "3")}]
    (tmp_path / "s.json").write_text(json.dumps({"a": [{"y": "r", "b": inner}, {"y": "s", "b": []}]}))
    columns = {"description": {"from": "a[].b[].x"}, "cost_type": {"from": "a[].y"}}
    entry = {"path": "s.json", "format": "json", "records": "a[].b[].c[]", "columns": columns}
    connection, _ = load(tmp_path, entry)
    assert rows(connection, "line_id, description, cost_type") == [
        ("1", "p", "r"),
        ("2", "q", "r"),
        ("3", "q", "r"),
    ]


def test_a_document_that_is_one_record(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps(LINE))
    connection, _ = load(tmp_path, {"path": "s.json", "format": "json", "records": "."})
    assert rows(connection, "line_id") == [("a",)]
