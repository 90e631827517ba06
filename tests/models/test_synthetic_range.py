"""The whole range of what `fundament synthesise` writes is built and passes every check, at small sizes."""

import datetime as dt
import random
from dataclasses import fields
from pathlib import Path

import pytest

from fundament.checks.suites import read_suites, run_suites
from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from tests.warehouses import built

AS_OF = dt.date(2026, 11, 24)
# The most of each that a small portfolio has; a third of them have none of it, or very few.
MOST = {
    "contracts": 150,
    "spend_lines": 1_500,
    "amendments": 200,
    "services": 400,
    "dependencies": 600,
    "migrations": 300,
    "issues": 400,
}


def size(seed: int) -> Size:
    draw = random.Random(seed)
    few = {name: draw.choice([most, most, most, 0, 1, 7]) for name, most in MOST.items()}
    drawn = {name: draw.randint(0, most) if most > 7 else most for name, most in few.items()}
    # Few services have room for few dependencies: more are refused.
    drawn["dependencies"] = min(drawn["dependencies"], drawn["services"])
    if not drawn["services"]:
        drawn["migrations"] = 0
    if not drawn["contracts"]:
        drawn["spend_lines"] = drawn["amendments"] = 0
    return Size(seed=seed, **drawn)


def test_every_size_is_drawn() -> None:
    sizes = {field.name: field.type for field in fields(Size)}
    assert set(MOST) <= set(sizes)
    assert {name for name, kind in sizes.items() if kind in (int, "int")} == {*MOST, "seed"}


@pytest.mark.parametrize("seed", range(10))
def test_a_portfolio_of_any_size_passes_every_check(seed: int, tmp_path: Path) -> None:
    write_portfolio(tmp_path / "deliveries", size(seed))
    file = built(tmp_path, tmp_path / "deliveries", AS_OF)
    failed = [result for result in run_suites(file, read_suites()) if result.status != "passed"]
    assert failed == []


def test_a_delay_that_is_taken_up_before_a_subject_of_unknown_delay(tmp_path: Path) -> None:
    """Services by the hundred: some of unknown delay are reached by a path that carries nothing any more."""
    write_portfolio(
        tmp_path / "deliveries", Size(seed=1, contracts=5, spend_lines=50, services=2_000, migrations=1_500)
    )
    file = built(tmp_path, tmp_path / "deliveries", AS_OF)
    suites = [suite for suite in read_suites() if suite.suite == "impact_chain"]
    assert {result.status for result in run_suites(file, suites)} == {"passed"}
