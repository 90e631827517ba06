"""What moves if one service slips, and at what risk, as two macros of a release have it.

The macros: `dbt/models/questions/`. A longer pause: `pause.py`.
"""

import datetime as dt
import difflib
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from fundament.errors import Misconfigured

MOVED = """
    select subject_id, subject_name, subject_kind, depth, path, moved_days, chain_slip_days, moved_end_date
    from marts.impact_slip_whatif($publication, $service, $days)
    order by depth, subject_id
"""

AT_RISK = """
    select
        migration_id, contract_id, contract_end_date, days_past_now, days_past_then, added_amount_at_risk_gross,
        rate_basis, uncertain_amount_gross, uncertain_unknown_lines
    from marts.impact_slip_at_risk($publication, $service, $days)
    order by depth, service_id, migration_id
"""


@dataclass(frozen=True)
class Moved:
    """A subject that moves, by how many days, and to which end; None is unknown."""

    subject_id: str
    name: str
    kind: str
    depth: int
    path: str
    days: int
    slip_before: int | None
    end_after: dt.date | None


@dataclass(frozen=True)
class AtRisk:
    """A migration that moves, the days that it then ends past its contract, and the spend of the days added.

    Beside it what could not be judged of the spend on that contract; None is not computable, or there is none.
    """

    migration_id: str
    contract_id: str
    contract_end_date: dt.date
    days_past_now: int
    days_past_then: int
    added_amount_at_risk_gross: Decimal | None
    rate_basis: str | None
    uncertain_amount_gross: Decimal | None
    uncertain_unknown_lines: int | None


def publication_of(connection: duckdb.DuckDBPyConnection, service: str, publication: str | None) -> str:
    """The publication that knows the service. Raises `Misconfigured` where none does, or several do."""
    known = connection.execute(
        "select publication_id, service_id, service_name from marts.impact_services order by all"
    ).fetchall()
    candidates = [row[0] for row in known if row[1] == service and publication in (None, row[0])]
    if len(candidates) == 1:
        return str(candidates[0])
    if candidates:
        raise Misconfigured(
            f"Several publications know {service!r}", ", ".join(candidates), "Name one with --publication."
        )
    ids = sorted({row[1] for row in known if publication in (None, row[0])})
    near = difflib.get_close_matches(service, ids, n=3, cutoff=0.4) or ids[:10]
    raise Misconfigured(
        f"There is no service {service!r}", "marts.impact_services", f"Name one of: {', '.join(near)}"
    )


def refuse_what_is_over(connection: duckdb.DuckDBPyConnection, publication: str, service: str) -> None:
    """Raise `Misconfigured` for a service that is done, or of which every migration is cancelled."""
    over = connection.execute(
        "select delay_status_en from marts.impact_services where publication_id = ? and service_id = ? "
        "and delay_status = 'done' union all "
        "select migration_status_en from marts.impact_services where publication_id = ? and service_id = ? "
        "and migration_status = 'cancelled'",
        [publication, service] * 2,
    ).fetchone()
    if over is not None:
        raise Misconfigured(
            f"Service {service!r} can't slip any more: {over[0]}",
            f"marts.impact_services, {publication}",
            "Name a service that is still to come.",
        )


def moved_by(connection: duckdb.DuckDBPyConnection, publication: str, service: str, days: int) -> list[Moved]:
    """All that moves if the service slips another `days` days, the service itself first."""
    return [Moved(*row) for row in _asked(connection, MOVED, publication, service, days)]


def spend_at_risk(
    connection: duckdb.DuckDBPyConnection, publication: str, service: str, days: int
) -> list[AtRisk]:
    """The migrations of what moves that then end past the contract that carries them."""
    return [AtRisk(*row) for row in _asked(connection, AT_RISK, publication, service, days)]


def _asked(
    connection: duckdb.DuckDBPyConnection, question: str, publication: str, service: str, days: int
) -> list[tuple[Any, ...]]:
    return connection.execute(question, {"publication": publication, "service": service, "days": days}).fetchall()
