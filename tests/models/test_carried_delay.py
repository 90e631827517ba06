"""Delay along random links: what the models and the macro say, held against every path written out in Python."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import duckdb
import pytest

from fundament.transformation.prepared import prepared
from fundament.warehouse import home_of
from fundament.whatif.slip import moved_by

DAY = dt.date(2024, 1, 31)
CHAIN = ("int_delay_order", "int_carrying_links", "int_carried_delays", "int_chain_slips", "delay_links")


@dataclass
class Plan:
    """Subjects with their own slip, whether that is the least, and links with their float; None is not known."""

    own: dict[str, tuple[int | None, bool]] = field(default_factory=dict)
    late_unknown: set[str] = field(default_factory=set)
    links: dict[tuple[str, str], int | None] = field(default_factory=dict)

    def paths(self, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The path itself, and every longer one that begins with it."""
        yield path
        for from_id, to_id in self.links:
            if from_id == path[-1]:
                yield from self.paths((*path, to_id))

    def floats(self, path: tuple[str, ...]) -> list[int]:
        return [self.links[link] or 0 for link in pairwise(path)]


def drawn(seed: int) -> Plan:
    """Up to nine subjects in an order that is not that of the alphabet, so that no link leads back."""
    chance = random.Random(seed)
    names = chance.sample("abcdefghij", chance.randint(2, 9))
    plan = Plan()
    for name in names:
        days = chance.choice([None, -20, -4, 0, 1, 3, 5, 10, 20])
        plan.own[name] = days, days is None or chance.random() < 0.3
        if days is None and chance.random() < 0.5:
            plan.late_unknown.add(name)
    for number, name in enumerate(names):
        for other in names[number + 1 :]:
            if chance.random() < 0.45:
                plan.links[name, other] = chance.choice([None, 0, 0, 1, 2, 5, 11])
    return plan


PLANS = {f"plan{seed}": drawn(seed) for seed in range(60)}


@pytest.fixture(scope="module")
def chain() -> Iterator[duckdb.DuckDBPyConnection]:
    """The models of the chain over all plans, a publication each, with the macro as dbt makes it."""
    script = prepared(home_of())
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as warehouse; use warehouse")
        connection.execute("create schema intermediate; create schema marts")
        for name in ("int_delay_subjects", "int_delay_links"):
            columns = ", ".join(f"{c} {kind}" for c, kind in script.columns[f"intermediate.{name}"].items())
            connection.execute(f"create table intermediate.{name} ({columns})")
        for publication, plan in PLANS.items():
            for name, (days, is_least) in plan.own.items():
                is_origin = (days or 0) > 0 or name in plan.late_unknown
                connection.execute(
                    "insert into intermediate.int_delay_subjects by name select ? as publication_id, "
                    "? as subject_id, ? as subject_name, 'service' as subject_kind, ? as baseline_end_date, "
                    "? as own_slip_days, ? as is_own_slip_least, ? as is_origin",
                    [publication, name, name, DAY, days, is_least, is_origin],
                )
            for (from_id, to_id), days in plan.links.items():
                connection.execute(
                    "insert into intermediate.int_delay_links by name select ? as publication_id, "
                    "? as from_id, ? as to_id, 'runs_on' as link_type, ? as float_days",
                    [publication, from_id, to_id, days],
                )
        nodes = {node.name: node for node in script.nodes}
        for name in CHAIN:
            query = script.manifest["nodes"][nodes[name].unique_id]["compiled_code"]
            connection.execute(f"create table {nodes[name].relation} as {query}")
        connection.execute(
            "create table marts.impact_services as select publication_id, subject_id as service_id, "
            "subject_name as service_name, subject_kind as service_kind, "
            "cast(chain_slip_days as integer) as chain_slip_days, baseline_end_date, forecast_end_date "
            "from intermediate.int_delay_subjects inner join intermediate.int_chain_slips "
            "using (publication_id, subject_id);"
            "create table marts.impact_chain (publication_id varchar, to_id varchar, chain_slip_days integer);"
            "create table marts.dim_contract "
            "(publication_id varchar, contract_id varchar, contract_name varchar, is_on_file boolean)"
        )
        for statement in nodes["impact_slip_whatif"].statements:
            connection.execute(statement)
        yield connection


def arrivals(plan: Plan) -> Iterator[tuple[tuple[str, ...], int | None, bool]]:
    """Each path by which a delay comes to its last subject: the days that are left, and whether more may be."""
    for origin, (own, is_least) in plan.own.items():
        if (own or 0) <= 0 and origin not in plan.late_unknown:
            continue
        for path in plan.paths((origin,)):
            days, is_lost = own, False
            for room in plan.floats(path):
                if days is not None and days <= room:
                    days, is_lost = None, is_lost or not is_least
                elif days is not None:
                    days -= room
            if len(path) > 1 and not is_lost:
                yield path, days, is_least


def test_the_critical_path_is_the_best_of_all_paths(chain: duckdb.DuckDBPyConnection) -> None:
    found = chain.execute(
        "select publication_id, subject_id, carried_slip_days, has_unknown, "
        "case when carried_slip_days is not null then critical_path end from intermediate.int_chain_slips"
    ).fetchall()
    expected = []
    for publication, plan in PLANS.items():
        coming = list(arrivals(plan))
        for name in plan.own:
            mine = [one for one in coming if one[0][-1] == name]
            known = sorted((-days, len(path), " > ".join(path)) for path, days, _ in mine if days is not None)
            has_unknown = any(days is None or is_least for _, days, is_least in mine)
            best = (-known[0][0], has_unknown, known[0][2]) if known else (None, has_unknown, None)
            expected.append((publication, name, *best))
    assert sorted(map(repr, found)) == sorted(map(repr, expected))
    assert sum(carried is not None for _, _, carried, *_ in expected) > 100


@pytest.mark.parametrize("days", [1, 7, 30])
def test_a_slip_moves_what_is_late_by_the_least_float(chain: duckdb.DuckDBPyConnection, days: int) -> None:
    late = {
        (publication, name): slip
        for publication, name, slip in chain.execute(
            "select publication_id, service_id, chain_slip_days from marts.impact_services"
        ).fetchall()
    }
    moving = 0
    for publication, plan in PLANS.items():
        for service in plan.own:
            best: dict[str, tuple[int, int, str]] = {}
            for path in plan.paths((service,)):
                way = sum(plan.floats(path)), len(path) - 1, " > ".join(path)
                best[path[-1]] = min(best.get(path[-1], way), way)
            expected = []
            for name, (room, depth, way) in best.items():
                before = late[publication, name]
                carried = (late[publication, service] or 0) + days - room
                moved = days if name == service else carried - (before or 0)
                # Who was early and is in time still is not held up.
                if moved > 0 and (name == service or carried > 0):
                    end = None if before is None else DAY + dt.timedelta(days=before + moved)
                    expected.append((depth, name, way, moved, before, end))
            found = moved_by(chain, publication, service, days)
            assert [(m.depth, m.subject_id, m.path, m.days, m.slip_before, m.end_after) for m in found] == sorted(
                expected
            ), (publication, service)
            moving += len(expected) > 1
    assert moving > 50
