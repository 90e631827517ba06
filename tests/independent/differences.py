"""Where the impact marts of a synthetic portfolio differ from the independent computation."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import duckdb

from fundament.synthetic.base import Size
from tests.independent.impact import RunOut, Week, chain_slips, issue_flow, progress, run_out

AS_OF = dt.date(2026, 11, 24)
LARGE = Size(
    seed=11,
    contracts=100,
    spend_lines=10_000,
    services=10_000,
    dependencies=100_000,
    migrations=10_000,
    issues=1_000_000,
)
SMALL = replace(LARGE, services=300, dependencies=2_500, migrations=500, issues=10_000, spend_lines=1_000)


def chain_differences(folder: Path, build_file: Path) -> list[str]:
    """Where the chain and the independent computation differ; empty: nowhere."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        carried = connection.execute(
            "select distinct to_id, own_slip_days, chain_slip_days from marts.impact_chain"
        ).fetchall()
    expected = chain_slips(folder, AS_OF)
    found = [] if carried else ["chain: the mart is empty"]
    reached = {to_id for to_id, _, _ in carried}
    for to_id, own, chain in carried:
        if to_id in expected and expected[to_id] != (own, chain):
            found.append(f"chain: {to_id} has own slip and chain slip {own, chain}, not {expected[to_id]}")
    for service, (own, chain) in expected.items():
        if chain is not None and chain > (own or 0) and service not in reached:
            found.append(f"chain: no path reaches {service}, which is {chain} days late")
    return found


def flow_differences(folder: Path, build_file: Path) -> list[str]:
    """Where the issue flow and its forecast differ from the independent computation; empty: nowhere."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        flow = connection.execute(
            "select period_end, component, opened, reopened, resolved, validated, open, open_blocking, "
            "oldest_open_days, average_open_days, open_over_30_days, open_over_90_days, awaiting_validation "
            "from marts.issue_flow"
        ).fetchall()
        forecasts = connection.execute(
            "select component, open_blocking, weeks_observed, earliest_date, forecast_date, latest_date "
            "from marts.issue_forecast"
        ).fetchall()
    found = [] if flow and forecasts else ["flow: a mart is empty"]
    weeks = issue_flow(folder, AS_OF)
    seen = set()
    for period_end, component, *values in flow:
        seen.add((period_end, component))
        if (week := weeks.get((period_end, component))) != Week(*values):
            found.append(f"flow: {component}, week before {period_end}: {values}, not {week}")
    found += [f"flow: no row for {key}" for key in weeks.keys() - seen]
    expected = run_out(weeks, AS_OF)
    for component, *values in forecasts:
        if (forecast := expected.pop(component, None)) != RunOut(*values):
            found.append(f"forecast: {component}: {values}, not {forecast}")
    return found + [f"forecast: no row for {component}" for component in expected]


def progress_differences(folder: Path, build_file: Path) -> list[str]:
    """Where the progress of the migrations differs from the independent computation; empty: nowhere."""
    found = []
    for suffix, by_weight in (("", False), ("_weighted", True)):
        names = "planned_weight, actual_weight" if by_weight else "planned, actual"
        with duckdb.connect(str(build_file), read_only=True) as connection:
            rows = connection.execute(
                f'select period_end, {names}, es{suffix}, "at", spi_t{suffix}, ieac_t{suffix}, sv_t{suffix} '
                "from marts.migration_progress"
            ).fetchall()
        expected = progress(folder, AS_OF, by_weight)
        for period_end, *values in rows:
            month = expected.pop(period_end, None)
            wanted = [] if month is None else [*vars(month).values(), month.sv]
            if len(wanted) != len(values) or not all(map(_same, values, wanted)):
                found.append(f"progress{suffix}: {period_end}: {values}, not {month}")
        found += [f"progress{suffix}: no row for {period_end}" for period_end in expected]
        found += [] if rows else ["progress: the mart is empty"]
    return found


def _same(value: Decimal | int | None, exact: Fraction | int | None) -> bool:
    """The mart has six decimals."""
    if value is None or exact is None:
        return value is exact
    return abs(Fraction(value) - exact) <= Fraction(1, 2 * 10**6)
