"""Who gets the notices: a mail server and a web server of our own, on loopback."""

import itertools
import json
import os
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

PORTS = itertools.count()
USER, PASSWORD = "robot", "m4il-p4ss word"
TOKEN, PATH = "h00k-t0ken", "/services/T000/B000/s3cr3t-p4th"
SECRETS = (PASSWORD, TOKEN, "s3cr3t-p4th")


def no_secret_in(text: str) -> None:
    for secret in SECRETS:
        assert secret not in text


def no_secret_under(folder: Path) -> None:
    """No file of the home, Dagster's logs and event database included, has a secret."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            for secret in SECRETS:
                assert secret.encode() not in content, path


def free_port() -> int:
    """A port where nobody listens; each worker has a hundred of its own, below those that connections get."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for port in PORTS:
        with socket.socket() as free, suppress(OSError):
            free.bind(("127.0.0.1", 20_000 + 100 * worker + port % 100))
            return 20_000 + 100 * worker + port % 100
    raise AssertionError("unreachable")


def serve(server: socketserver.BaseServer) -> threading.Thread:
    """Have a server answer beside the test. It looks often whether it must end: the test waits for that."""
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    return thread


@dataclass
class Mailbox:
    """What arrived, and what a sender has to set to get it there."""

    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str], bool]] = field(default_factory=list)
    port: int = 0
    authority: Path | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos, session.ssl is not None))
        return "250 taken"


@contextmanager
def running_mail_server(folder: Path, user: str, password: str, refused_sender: str = "") -> Iterator[Mailbox]:
    """With STARTTLS and sign-in, both required; its certificate is of an authority made here."""
    box = Mailbox(authority=folder / "authority.pem")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(box.authority)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)

    def sign_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = (data.login, data.password) == (user.encode(), password.encode())
        # Not handled here: the server writes the answer.
        return AuthResult(success=right, handled=False)

    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=sign_in,
    )
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Hook:
    """What was posted: path, headers, body; and the status to answer with."""

    posts: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    status: int = 200
    url: str = ""


@contextmanager
def running_webhook() -> Iterator[Hook]:
    """A server that takes JSON."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posts.append((self.path, dict(self.headers), json.loads(body)))
            self.send_response(hook.status)
            self.send_header("Content-Length", "0")
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serve(server)
    hook.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def connected_mailbox(folder: Path, environment: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server, and the settings by which notices reach it."""
    with running_mail_server(folder, USER, PASSWORD) as box:
        environment.setenv("FUNDAMENT_SMTP_HOST", "localhost")
        environment.setenv("FUNDAMENT_SMTP_PORT", str(box.port))
        environment.setenv("FUNDAMENT_SMTP_USER", USER)
        environment.setenv("FUNDAMENT_SMTP_PASSWORD", PASSWORD)
        environment.setenv("FUNDAMENT_NOTICE_FROM", "Fundament <warehouse@example.org>")
        environment.setenv("FUNDAMENT_NOTICE_TO", "controller@example.org, Desk <desk@example.org>")
        environment.setenv("SSL_CERT_FILE", str(box.authority))
        yield box


@contextmanager
def connected_hook(environment: pytest.MonkeyPatch) -> Iterator[Hook]:
    """A web server, and the settings by which notices reach it."""
    with running_webhook() as hook:
        environment.setenv("FUNDAMENT_WEBHOOK_URL", hook.url + PATH)
        environment.setenv("FUNDAMENT_WEBHOOK_TOKEN", TOKEN)
        yield hook


@contextmanager
def connected_to(folder: Path, environment: pytest.MonkeyPatch) -> Iterator[tuple[Mailbox, Hook]]:
    """Both."""
    with connected_mailbox(folder, environment) as box, connected_hook(environment) as hook:
        yield box, hook
