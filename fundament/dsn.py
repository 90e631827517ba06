"""Connection strings of PostgreSQL: read without showing them, and never over a network without encryption."""

from typing import Any

import psycopg

from fundament.errors import Misconfigured
from fundament.settings import variable_named

LOOPBACK = ("localhost", "127.0.0.1", "::1")
ENCRYPTED = ("require", "verify-ca", "verify-full")


def connection_to(dsn: str, variable: str) -> dict[str, Any]:
    """What the string says, by name. Over a network it is `verify-full` where the string has no `sslmode`.

    Raises `Misconfigured` where it is no connection string, or asks for a connection that may be unencrypted.
    """
    try:
        place: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(dsn)
    except psycopg.Error:
        # Its own words would show the DSN, the password included.
        raise Misconfigured(
            f"{variable} is no connection string",
            "environment",
            "Give postgresql://user:password@host/database, or host=… dbname=…",
        ) from None
    # A service file could name another server.
    if "service" in place or variable_named("PGSERVICE"):
        raise Misconfigured(f"{variable} names a service", "environment", "Give host and database in it.")
    if all(host in LOOPBACK or host.startswith(("/", "@")) for host, _ in servers_of(place)):
        return place
    mode = place.setdefault("sslmode", variable_named("PGSSLMODE") or ENCRYPTED[-1])
    if mode not in ENCRYPTED:
        raise Misconfigured(
            f"{variable}: sslmode={mode} may send the password and the rows unencrypted",
            "environment",
            f"Give one of {', '.join(ENCRYPTED)}; verify-full, the default, knows the server too.",
        )
    return place


def servers_of(place: dict[str, Any]) -> list[tuple[str, int | None]]:
    """Host and port of every server that the connection may go to; an address that is given is the host."""
    given = (
        place.get("hostaddr")
        or variable_named("PGHOSTADDR")
        or place.get("host")
        or variable_named("PGHOST")
        or "localhost"
    )
    hosts = [host or "localhost" for host in str(given).split(",")]
    ports = str(place.get("port") or variable_named("PGPORT") or "").split(",")
    # libpq takes one port for every host.
    ports = ports * len(hosts) if len(ports) == 1 else ports
    return [(host, int(port) if port.isdigit() else None) for host, port in zip(hosts, ports, strict=False)]
