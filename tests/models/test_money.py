"""The macros of money against exact fractions, on both sides of where they change from 64 to 128 bits."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import jinja2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fundament.project import DBT_DIR

AMOUNTS = st.decimals(-(10**13), 10**13, places=2) | st.decimals(-1000, 1000, places=2)
BORDER = Decimal("1000000000.00")
NEAR_THE_BORDER = st.integers(-300, 300).flatmap(
    lambda cents: st.sampled_from([BORDER + Decimal(cents) / 100, -BORDER + Decimal(cents) / 100])
)
# Of today, of before, none, and one with all the decimals that a rate may have.
RATES = st.sampled_from([Decimal(rate) for rate in ("0.21", "0.09", "0.06", "0.19", "0", "0.013333")])
# The same values on every machine, and no clock: a slow machine is no wrong cent.
steadily = settings(derandomize=True, deadline=None, database=None, max_examples=200)
MONEY: Any = jinja2.Environment().from_string((DBT_DIR / "macros" / "money.sql").read_text("utf-8")).module


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        yield opened


def asked(connection: duckdb.DuckDBPyConnection, expression: str, types: dict[str, str], values: list[Any]) -> Any:
    named = ", ".join(f"cast(? as {kind}) as {name}" for name, kind in types.items())
    [found] = connection.execute(f"select {expression} from (select {named})", values).fetchall()
    return found[0] if len(found) == 1 else found


def to_the_cent(exact: Fraction) -> Decimal:
    """Halves away from zero: the half cents, counted."""
    cents = (int(abs(exact) * 200) + 1) // 2
    return Decimal(cents if exact >= 0 else -cents) / 100


@steadily
@given(amount=AMOUNTS | NEAR_THE_BORDER, rate=RATES)
@example(amount=Decimal("999999999.99"), rate=Decimal("0.21"))
@example(amount=Decimal("1000000000.00"), rate=Decimal("0.21"))
@example(amount=Decimal("-999999999.99"), rate=Decimal("0.21"))
# 1.21 x 0.50 is 0.605: what it is net of is 0.50 exactly, and 0.01 more is still nearer to 0.50.
@example(amount=Decimal("0.61"), rate=Decimal("0.21"))
def test_what_an_amount_is_net_of_vat(
    connection: duckdb.DuckDBPyConnection, amount: Decimal, rate: Decimal
) -> None:
    types = {"gross": "decimal(18, 2)", "rate": "decimal(7, 6)"}
    found = asked(connection, MONEY.net_of_gross("gross", "rate"), types, [amount, rate])
    assert found == to_the_cent(Fraction(amount) / (1 + Fraction(rate)))


@steadily
@given(amount=AMOUNTS | NEAR_THE_BORDER, rate=RATES)
@example(amount=Decimal("999999999.99"), rate=Decimal("0.21"))
@example(amount=Decimal("-1000000000.00"), rate=Decimal("0.013333"))
# 1.21 x 0.50 is 0.605: half a cent goes away from zero.
@example(amount=Decimal("-0.50"), rate=Decimal("0.21"))
def test_what_an_amount_is_including_vat(
    connection: duckdb.DuckDBPyConnection, amount: Decimal, rate: Decimal
) -> None:
    types = {"net": "decimal(18, 2)", "rate": "decimal(9, 6)"}
    found = asked(connection, MONEY.gross_of_net("net", "rate"), types, [amount, rate])
    assert found == to_the_cent(Fraction(amount) * (1 + Fraction(rate)))


@steadily
@given(amount=AMOUNTS, days=st.lists(st.integers(0, 4000), min_size=3, max_size=3, unique=True).map(sorted))
def test_parts_by_days_are_exact_and_add_up(
    connection: duckdb.DuckDBPyConnection, amount: Decimal, days: list[int]
) -> None:
    first, border, total = days[0], days[1], days[2]
    types = {"amount": "decimal(18, 2)", "first": "bigint", "border": "bigint", "total": "bigint"}
    expression = ", ".join(
        [
            MONEY.amount_up_to("amount", "border", "total"),
            MONEY.amount_between("amount", "0", "first", "total"),
            MONEY.amount_between("amount", "first", "border", "total"),
            MONEY.amount_between("amount", "border", "total", "total"),
        ]
    )
    up_to, *parts = asked(connection, expression, types, [amount, first, border, total])
    assert up_to == to_the_cent(Fraction(amount) * border / total)
    assert sum(parts) == amount


@steadily
@given(amount=AMOUNTS, ratio=st.tuples(st.integers(-(10**6), 10**6), st.integers(1, 10**6)))
def test_an_amount_times_a_ratio(
    connection: duckdb.DuckDBPyConnection, amount: Decimal, ratio: tuple[int, int]
) -> None:
    types = {"amount": "decimal(18, 2)", "numerator": "bigint", "denominator": "bigint"}
    given_ratio = MONEY.amount_times_ratio("amount", "numerator", "denominator")
    exact = Fraction(amount) * Fraction(*ratio)
    if abs(exact) < 10**15:
        assert asked(connection, given_ratio, types, [amount, *ratio]) == to_the_cent(exact)


@steadily
@given(numerator=AMOUNTS, denominator=AMOUNTS.filter(bool))
def test_a_percentage_has_eight_decimals_cut_off(
    connection: duckdb.DuckDBPyConnection, numerator: Decimal, denominator: Decimal
) -> None:
    types = {"numerator": "decimal(18, 2)", "denominator": "decimal(18, 2)"}
    found = asked(connection, MONEY.percentage_of("numerator", "denominator"), types, [numerator, denominator])
    exact = Fraction(numerator) / Fraction(denominator) * 100
    assert Fraction(found) == Fraction(int(exact * 10**8), 10**8)
