"""Secrets of the environment are taken out of every text that leaves the process."""

import base64
import html
import json
import logging
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
# Of a key by itself a piece is hidden too: servers say "the token abc… has expired", or take it apart at its dots.
PIECE = 12
KEY = re.compile(r"(?!/)(?!.*://)(?!host=|dbname=)\S+")
HIDDEN = "***"
# It logs the path that it tries again, which of a webhook is the secret; who asks says what went wrong.
logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)


def without_secrets(text: str, environment: Mapping[str, str] | None = None, also: Iterable[str] = ()) -> str:
    """The text with every secret replaced, those of the environment and `also` these.

    Whole values, passwords inside connection strings and URLs, and each of them as programs write it in a text of
    theirs: percent-encoded, in base64, in hexadecimal, in JSON or HTML. Of passwords and keys also pieces.
    """
    keys = set(also)
    secrets = set(keys)
    for name, value in (os.environ if environment is None else environment).items():
        if SECRET_NAME.search(name) and value:
            parts = _parts(value)
            secrets |= {value, value.strip(), *parts}
            # Of a URL, a connection string or a path most is no secret, and would be hidden wherever it stands.
            keys |= (
                {value.strip()} if KEY.fullmatch(value.strip()) else {part for part in parts if "/" not in part}
            )
    written = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
    for form in sorted(written, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    text = _without_pieces(text, {form for key in keys if len(key) > PIECE for form in _forms(key)})
    text = USER_AND_PASSWORD.sub(f"{HIDDEN}@", text)
    return PASSWORD_OF_DSN.sub(rf"\1={HIDDEN}", text)


def _without_pieces(text: str, forms: Iterable[str]) -> str:
    pieces = {form[start : start + PIECE] for form in forms for start in range(len(form) - PIECE + 1)}
    if not pieces:
        return text
    shown, end = "", 0
    for at, sign in enumerate(text):
        if text[at : at + PIECE] in pieces:
            shown += "" if at < end else HIDDEN
            end = at + PIECE
        elif at >= end:
            shown += sign
    return shown


def _forms(secret: str) -> Iterator[str]:
    """As it is, and as others write it; in base64 wherever in a longer text it stands, such as user:password."""
    data = secret.encode("utf-8", "surrogateescape")
    percent = quote(data, safe="")
    yield secret
    yield percent
    yield re.sub("%..", lambda sign: sign[0].lower(), percent)
    yield quote(percent, safe="")
    yield html.escape(secret)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret)[1:-1].replace("/", "\\/")
    if len(data) * 2 >= SHORTEST_ENCODED:
        yield data.hex()
        yield data.hex().upper()
    for before in range(3):
        longer = b"\0" * before + data
        # The first and the last sign hold bits of what stands around it.
        inner = base64.b64encode(longer).rstrip(b"=")[(before * 8 + 5) // 6 : len(longer) * 8 // 6].decode()
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
