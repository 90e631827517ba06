"""The whole range of what `fundament synthesise` writes is built and passes every check, at small sizes."""

import datetime as dt
import random
from dataclasses import fields
from pathlib import Path

from fundament.synthetic.base import Size
from fundament.synthetic.folder import write_portfolio
from tests.conftest import query
from tests.warehouses import built, checked

AS_OF = dt.date(2026, 11, 24)
SEEDS = [0, *range(2, 11)]
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
    # Of each there are portfolios without, with few and with many.
    for name in MOST:
        drawn = {getattr(size(seed), name) for seed in SEEDS}
        assert 0 in drawn and max(drawn) > 100, name


def test_portfolios_of_any_size_pass_every_check(tmp_path: Path) -> None:
    """Each is a publication of its own, and so are its rows in every model; they are built together."""
    # Services by the hundred: some of unknown delay are reached by a path that carries nothing any more.
    many_services = Size(seed=1, contracts=5, spend_lines=50, services=2_000, migrations=1_500)
    sizes = [many_services, *(size(seed) for seed in SEEDS)]
    for each in sizes:
        write_portfolio(tmp_path / "deliveries" / str(each.seed), each)
    file = built(tmp_path, tmp_path / "deliveries", AS_OF)
    assert checked(file) == {}
    known = query(file, "select count(*) from marts.dim_publication")
    assert known == [(len(sizes),)] == [(11,)]


def test_a_portfolio_without_a_row_passes_every_check(tmp_path: Path) -> None:
    """What is empty in all publications: no model takes rows for granted."""
    write_portfolio(tmp_path / "deliveries", Size(seed=1, **dict.fromkeys(MOST, 0)))
    assert checked(built(tmp_path, tmp_path / "deliveries", AS_OF)) == {}
