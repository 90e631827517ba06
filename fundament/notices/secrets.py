"""Secrets of the environment are taken out of every text that leaves the process."""

import os
import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

# Names of variables whose values are secrets: our own, and those that deliveries name.
SECRET_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|DSN|API_?KEY|WEBHOOK_URL|CREDENTIAL", re.IGNORECASE)
USER_AND_PASSWORD = re.compile(r"(?<=://)[^/\s@]+@")
PASSWORD_OF_DSN = re.compile(r"(?i)\b(password|token|secret)\s*=\s*('[^']*'|[^\s&'\"]+)")
SHORTEST = 4
HIDDEN = "***"


def without_secrets(text: str, environment: Mapping[str, str] | None = None) -> str:
    """The text with every secret replaced: whole values, and passwords inside connection strings and URLs."""
    secrets = set()
    for name, value in (os.environ if environment is None else environment).items():
        if SECRET_NAME.search(name) and value:
            secrets |= {value, value.strip(), *_parts(value)}
    for secret in sorted((s for s in secrets if len(s) >= SHORTEST), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = USER_AND_PASSWORD.sub(f"{HIDDEN}@", text)
    return PASSWORD_OF_DSN.sub(rf"\1={HIDDEN}", text)


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
