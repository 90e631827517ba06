"""A draft is made of all rows: what only a row far behind shows is in it. All values are synthetic."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from fundament.deliveries.drafts.drafting import draft

HEADER = "line_id;supplier_name;period_start;amount_gross;measure_type"
GOOD = "L{number};Synthetic;2024-01-31;1,50;realised"
FAULT, ROWS = 150_001, 150_010
Columns = dict[str, dict[str, object]]


def drafted(folder: Path, fault: str) -> tuple[str, dict]:
    """The draft of a file of which one row is another."""
    lines = [fault if number == FAULT else GOOD.format(number=number) for number in range(1, ROWS + 1)]
    (folder / "s.csv").write_text("\n".join([HEADER, *lines, ""]), "utf-8")
    text = draft(folder / "s.csv", "contract_spend", "administration")
    return text, yaml.safe_load(text)


@pytest.mark.parametrize(
    ("fault", "is_told"),
    [
        # Of two rows one would be rejected by that key.
        (
            "L7;Synthetic;2024-01-31;1,50;realised",
            lambda columns: columns["line_id"] == {"expression": "row_number"},
        ),
        (
            f"L{FAULT};Synthetic;onbekend;1,50;realised",
            lambda columns: columns["period_start"]["null_words"] == ["onbekend"],
        ),
        (
            f"L{FAULT};Synthetic;31-01-2024;1,50;realised",
            lambda columns: columns["period_start"]["date_formats"] == ["%Y-%m-%d", "%d-%m-%Y"],
        ),
        (
            f"L{FAULT};Synthetic;2024-01-31;1,50;prognose",
            lambda columns: columns["measure_type"]["values"] == {"prognose": "forecast"},
        ),
        (
            f"L{FAULT};Synthetic;2024-01-31;(2,50);realised",
            lambda columns: columns["amount_gross"]["negative_forms"] == ["minus", "parentheses"],
        ),
        (
            f"L{FAULT};Synthetic;2024-01-31;2.50;realised",
            lambda columns: columns["amount_gross"]["decimal_separator"] == "mixed",
        ),
    ],
    ids=["key", "null word", "date", "value", "negative", "decimals"],
)
def test_what_only_a_row_far_behind_shows(tmp_path: Path, fault: str, is_told: Callable[[Columns], bool]) -> None:
    text, found = drafted(tmp_path, fault)
    # What a column says for itself, or the file for all of them.
    said = {name: {**found, **how} for name, how in found["files"][0]["columns"].items()}
    said["line_id"] = found["files"][0]["columns"]["line_id"]
    assert is_told(said), text
    assert text.startswith(f"# Drafted from all {ROWS} rows of s.csv.")


def test_a_total_far_behind_is_found_and_its_sum_is_that_of_all_rows(tmp_path: Path) -> None:
    # 150,009 rows of 1.50.
    _, found = drafted(tmp_path, ";Totaal;;225.013,50;")
    assert found["skip_when"] == ['"line_id" is null and lower("supplier_name") in (\'totaal\')']
    _, found = drafted(tmp_path, ";Totaal;;225.013,51;")
    assert "skip_when" not in found


@pytest.mark.parametrize("wide", ["", "\n"], ids=["plain", "not plain"])
def test_rows_that_are_not_plain_are_all_looked_at_too(tmp_path: Path, wide: str) -> None:
    text, found = drafted(tmp_path, f'L7;"Synth{wide}etic";2024-01-31;1,50;realised')
    assert found["files"][0]["columns"]["line_id"] == {"expression": "row_number"}, text


@pytest.mark.parametrize("document", ["[]", "[{}]"])
def test_a_document_without_columns_is_drafted(tmp_path: Path, document: str) -> None:
    (tmp_path / "s.json").write_text(document, "utf-8")
    found = yaml.safe_load(draft(tmp_path / "s.json", "contract_spend", "administration"))
    assert found["files"][0]["columns"]["line_id"] == {"expression": "row_number"}
    assert ("blank_rows" in found) is (document == "[{}]")
