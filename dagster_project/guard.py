"""Who may speak to the Dagster UI, which has no sign-in: a page of its own, and no page of another site.

A browser sends what any page asks it to, also to this machine: with the name of a host that the page's owner made
to mean 127.0.0.1, as an image, or as a form. So the host is one of ours, a request that a browser says comes from
elsewhere is refused, and a change is a POST of JSON, which no other site can send without asking first.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fundament.settings import settings

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Names under which a proxy of the operator's offers the UI.
SETTING = "FUNDAMENT_UI_HOSTS"
READING = ("GET", "HEAD")


class Guard:
    """ASGI middleware around the whole of the UI."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._hosts = LOOPBACK | {name.lower() for name in settings().ui_hosts.replace(",", " ").split()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be; answer the rest with 403, 405 or 415 and why."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        code, why = self._objection(scope)
        if not why:
            await self._app(scope, receive, _unframed(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": why})
        else:
            await PlainTextResponse(f"{why}\n", code)(scope, receive, send)

    def _objection(self, scope: Scope) -> tuple[int, str]:
        """Status and reason to refuse a request; no reason: it may be."""
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or _name(f"//{hosts[0]}") not in self._hosts:
            return 403, f"This host is not named in {SETTING}"
        for origin in origins:
            own = urlsplit(origin).netloc.lower() == hosts[0].lower()
            if not own and _name(origin) not in self._hosts - LOOPBACK:
                return 403, "A page of another site may not use the Dagster UI"
        if scope["type"] == "websocket":
            return 0, ""
        goes = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") in (None, "document")
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and not (
            goes and scope["method"] == "GET"
        ):
            return 403, "A page of another site may not use the Dagster UI"
        if scope["method"] in READING:
            asks = scope["path"].rstrip("/").endswith("/graphql") and "text/html" not in headers.get("accept", "")
            return (405, "GraphQL is asked by POST") if asks else (0, "")
        if scope["method"] != "POST":
            return 405, "GET or POST"
        if [kind.split(";")[0].strip().lower() for kind in headers.getlist("content-type")] != [
            "application/json"
        ]:
            return 415, "A change is a POST of application/json"
        return 0, ""


def _name(url: str) -> str:
    """Name of the host of a URL; empty where it has none that can be read."""
    try:
        parts = urlsplit(url)
        return "" if parts.username is not None else (parts.hostname or "")
    except ValueError:
        return ""


def _unframed(send: Send) -> Send:
    """No other site shows the UI in a frame of its own, to have it clicked on."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            more = [(b"x-frame-options", b"DENY")]
            message = {**message, "headers": [*message.get("headers", []), *more]}
        await send(message)

    return sent
