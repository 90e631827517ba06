"""Secrets of the environment are taken out of every text that leaves the process."""

import base64
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, unquote, urlsplit

# Names of variables whose values are secrets: our own, and those that deliveries name.
SECRET_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|DSN|API_?KEY|WEBHOOK_URL|CREDENTIAL", re.IGNORECASE)
USER_AND_PASSWORD = re.compile(r"(?<=://)[^/\s@]+@")
PASSWORD_OF_DSN = re.compile(r"(?i)\b(password|token|secret)\s*=\s*('[^']*'|[^\s&'\"]+)")
SHORTEST = 4
SHORTEST_ENCODED = 8
HIDDEN = "***"


def without_secrets(text: str, environment: Mapping[str, str] | None = None, also: Iterable[str] = ()) -> str:
    """The text with every secret replaced, those of the environment and `also` these.

    Whole values, passwords inside connection strings and URLs, and each of them percent-encoded or in base64.
    """
    secrets = set(also)
    for name, value in (os.environ if environment is None else environment).items():
        if SECRET_NAME.search(name) and value:
            secrets |= {value, value.strip(), *_parts(value)}
    written = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
    for form in sorted(written, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    text = USER_AND_PASSWORD.sub(f"{HIDDEN}@", text)
    return PASSWORD_OF_DSN.sub(rf"\1={HIDDEN}", text)


def _forms(secret: str) -> Iterator[str]:
    """As it is, percent-encoded, and in base64 wherever in a longer text it stands, such as user:password."""
    yield secret
    yield quote(secret, safe="")
    for before in range(3):
        data = b"\0" * before + secret.encode("utf-8", "surrogateescape")
        # The first and the last sign hold bits of what stands around it.
        inner = base64.b64encode(data).rstrip(b"=")[(before * 8 + 5) // 6 : len(data) * 8 // 6].decode()
        # Fewer signs could stand in any text.
        if len(inner) >= SHORTEST_ENCODED:
            yield inner
            yield inner.translate(str.maketrans("+/", "-_"))


def _parts(value: str) -> set[str]:
    """Passwords in a URL or a connection string, as written and decoded; and a path that is a key by itself."""
    found = {match.group(2).strip("'") for match in PASSWORD_OF_DSN.finditer(value)}
    try:
        parts = urlsplit(value)
        if parts.scheme in ("http", "https"):
            found |= {parts.path, f"{parts.path}?{parts.query}", parts.query}
            # The last step of a webhook's path is the part that nobody may know.
            found.add(parts.path.rsplit("/", 1)[-1])
        if parts.password:
            found |= {parts.password, unquote(parts.password)}
    except ValueError:
        pass
    return found
