"""The query that a declared check comes to finds what differs, and nothing else."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from pydantic import TypeAdapter, ValidationError

from fundament import database
from fundament.checks.declared import Check, Suite
from fundament.checks.suites import run_suites
from fundament.settings import settings

SPEND = "select * from (values {}) as spend(publication_id, year, gross)"
LINES = SPEND.format("('p', 2020, 10.00), ('p', 2021, null), ('p', 2022, 5.00)")


def declared(**said: Any) -> Check:
    check: Check = TypeAdapter(Check).validate_python({"name": "x", "description": "x", **said})
    return check


def wrong(check: Check) -> list[dict[str, Any]]:
    with database.in_memory() as connection:
        answer = connection.execute(check.wrong_rows())
        names = [name for name, *_ in answer.description or ()]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def totals(other: str, **said: Any) -> Check:
    sides = {"lines": LINES, "mart": SPEND.format(other)}
    return declared(expect="totals_agree", per=["publication_id", "year"], totals=["gross"], of=sides, **said)


def test_totals_that_are_the_same_agree() -> None:
    assert not wrong(totals("('p', 2020, 10.00), ('p', 2021, null), ('p', 2022, 5.00)"))


def test_a_cent_is_a_difference_and_is_shown_with_both_totals() -> None:
    [row] = wrong(totals("('p', 2020, 10.01), ('p', 2021, null), ('p', 2022, 5.00)"))
    assert row == {
        "publication_id": "p",
        "year": 2020,
        "lines_gross": Decimal("10.00"),
        "mart_gross": Decimal("10.01"),
        "gross_difference": Decimal("-0.01"),
    }


@pytest.mark.parametrize(
    ("mart", "years", "with_zeros"),
    [
        # Unknown is not nothing, unless the check says so.
        ("('p', 2020, 10.00), ('p', 2021, 0.00), ('p', 2022, 5.00)", [2021], []),
        # A key that one side lacks.
        ("('p', 2020, 10.00), ('p', 2021, null)", [2022], [2022]),
        ("('p', 2020, 10.00), ('p', 2021, null), ('p', 2022, 5.00), ('p', 2023, 1.00)", [2023], [2023]),
        ("('p', 2020, 10.00), ('p', 2021, null), ('p', 2022, 5.00), ('p', 2023, 0.00)", [2023], []),
        # Unknown on one side, and not there on the other.
        ("('p', 2020, 10.00), ('p', 2022, 5.00)", [2021], []),
        # A row twice is twice the money.
        (
            "('p', 2020, 5.00), ('p', 2020, 5.00), ('p', 2021, null), ('p', 2022, 5.00), ('p', 2022, 5.00)",
            [2022],
            [2022],
        ),
        # The same money in another publication.
        ("('p', 2020, 10.00), ('p', 2021, null), ('q', 2022, 5.00)", [2022, 2022], [2022, 2022]),
    ],
)
def test_what_a_side_lacks_differs(mart: str, years: list[int], with_zeros: list[int]) -> None:
    assert [row["year"] for row in wrong(totals(mart))] == years
    assert [row["year"] for row in wrong(totals(mart, empty_is_zero=True))] == with_zeros


def test_a_reference_leads_to_what_is_there_in_its_publication() -> None:
    check = declared(
        expect="references_are_known",
        names=["service_id", "platform_id"],
        of="select * from (values ('p', 'm1', 'a', 'b'), ('p', 'm2', 'a', null), ('p', 'm3', 'typo', 'b'), "
        "('q', 'm4', 'a', 'typo')) as migrations(publication_id, migration_id, service_id, platform_id)",
        known="select * from (values ('p', 'a'), ('p', 'b'), ('q', 'c')) as services(publication_id, service_id)",
    )
    found = sorted((row["migration_id"], row["in_column"], row["named"]) for row in wrong(check))
    # What `p` has is not there in `q`.
    assert found == [("m3", "service_id", "typo"), ("m4", "platform_id", "typo"), ("m4", "service_id", "a")]


@pytest.mark.parametrize(
    "said",
    [
        {"expect": "no_rows", "query": "select 1", "per": ["year"]},
        {"expect": "totals_agree", "per": ["year"], "totals": ["gross"], "of": {"lines": LINES}},
        {"expect": "totals_agree", "per": [], "totals": ["gross"], "of": {"lines": LINES, "mart": LINES}},
        {"expect": "totals_agree", "per": ["1; drop"], "totals": ["gross"], "of": {"lines": LINES, "mart": LINES}},
        {"expect": "what_nobody_declared", "query": "select 1"},
    ],
)
def test_what_is_not_a_check_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        declared(**said)


def test_great_expectations_asks_the_same(tmp_path: Path) -> None:
    file = tmp_path / "x.duckdb"
    duckdb.connect(str(file)).close()
    mart = "('p', 2020, 10.01), ('p', 2021, null), ('p', 2022, 5.00)"
    checks = [
        totals(mart).model_copy(update={"name": "totals"}),
        # Braces are no parameters.
        declared(expect="no_rows", query="select {'a': 1}.a as one").model_copy(update={"name": "braces"}),
        declared(expect="no_rows", query="select 1 where false").model_copy(update={"name": "nothing"}),
    ]
    suite = Suite(suite="x", title="x", asset=["marts", "findings"], checks=checks)
    results = run_suites(file, [suite], settings().memory_limit)
    assert [(result.check, result.status, result.failed_rows) for result in results] == [
        ("totals", "failed", 1),
        ("braces", "failed", 1),
        ("nothing", "passed", 0),
    ]
    assert "lines_gross 10.00, mart_gross 10.01, gross_difference -0.01" in results[0].detail
    assert results[1].detail == "one 1"
