"""What the operator lets a declaration have: servers that may be asked, and which secret may go to which of them.

Whoever writes a declaration names a server and a variable; only `FUNDAMENT_SERVERS` of the environment makes that
a request. See docs/security.md.
"""

import re

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from fundament.errors import Misconfigured
from fundament.settings import settings, variable_named

SETTING = "FUNDAMENT_SERVERS"
ENTRY = re.compile(
    r"(/[^=\s]*|\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?(?:=([A-Z][A-Z0-9_]*(?:,[A-Z][A-Z0-9_]*)*))?"
)
# Our own settings: no server of a declaration gets one, whatever the list says.
OURS = "FUNDAMENT_"
PORTS = {"https": 443, "http": 80}
POSTGRES_PORT = 5432
EXAMPLE = "Give hosts, each with the variables that may go there: jira.example.org=JIRA_TOKEN data.example.org"


def permitted() -> list[tuple[str, int | None, frozenset[str]]]:
    """Host, port (None: that of the scheme) and variables of every entry. Raises `Misconfigured` at a bad one."""
    entries = []
    for given in settings().servers.split():
        match = ENTRY.fullmatch(given)
        if not match:
            raise Misconfigured(f"{SETTING} has {given!r}", "environment", EXAMPLE)
        host, port, variables = match.groups()
        entries.append((host, int(port) if port else None, frozenset(variables.split(",") if variables else ())))
    return entries


def secret(variable: str) -> str:
    """A secret of the environment. Raises `Misconfigured` where it is not there, or is one of our own."""
    if variable.startswith(OURS):
        raise Misconfigured(
            f"{variable} is a setting of Fundament, and no delivery may send it",
            "environment",
            "Name a variable that holds the secret of that one server.",
        )
    value = variable_named(variable)
    if not value:
        raise Misconfigured(f"{variable} is empty", "environment", f"Put the secret into {variable}.")
    if not value.isascii() or not value.isprintable():
        raise Misconfigured(
            f"{variable} has characters that no token has", "environment", f"Put the token alone into {variable}."
        )
    return value


def refuse_url(url: str, *variables: str) -> None:
    """Raises `Misconfigured` where the server of a URL may not be asked, or may not have one of the variables.

    The URL is taken apart by what takes it apart for the request.
    """
    try:
        parts = parse_url(url)
    except LocationParseError:
        raise Misconfigured(f"{url!r} is no URL", SETTING, "Correct the URL of the pull.") from None
    scheme = parts.scheme or ""
    _refuse((parts.host or "").lower(), parts.port, PORTS.get(scheme), variables)


def refuse_host(host: str, port: int, *variables: str) -> None:
    """The same for a database."""
    _refuse(host.lower(), port, POSTGRES_PORT, variables)


def _refuse(host: str, port: int | None, usual: int | None, variables: tuple[str, ...]) -> None:
    port = port or usual
    shown = f"{host}:{port}" if port != usual else host
    allowed = [of_entry for other, its, of_entry in permitted() if other == host and (its or usual) == port]
    if not host or not allowed:
        raise Misconfigured(
            f"{shown} is no server that may be asked",
            SETTING,
            "Where it may be, whoever runs Fundament adds it there; else correct the declaration.",
        )
    for variable in variables:
        if not any(variable in of_entry for of_entry in allowed):
            raise Misconfigured(
                f"{variable} may not go to {shown}",
                SETTING,
                f"Where it may, whoever runs Fundament adds it there: {shown}={variable}",
            )
