"""The ways that a notice goes: mail over SMTP, and JSON to a webhook. All settings come from the environment."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, getaddresses, make_msgid
from urllib.parse import urlsplit

from fundament.errors import FundamentError, Misconfigured
from fundament.notices.message import Notice
from fundament.secrets import without_secrets
from fundament.settings import settings

SECONDS = 20
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True)
class Channel:
    """One way. `name` and `place` can be shown; `send` raises `FundamentError`."""

    name: str
    place: str
    send: Callable[[Notice], None]


def channels() -> list[Channel]:
    """Those that the environment names, none by default. Raises `Misconfigured`."""
    return [channel for channel in (_mail(), _webhook()) if channel]


def send_to_all(notice: Notice, warn: Callable[[str], None]) -> int:
    """Send by every channel; what goes wrong is a warning. Return how many took it."""
    sent = 0
    found: list[Channel] = []
    for read in (_mail, _webhook):
        try:
            found += [channel for channel in [read()] if channel]
        except Misconfigured as error:
            warn(f"no notice was sent: {_one_line(error)}")
    for channel in found:
        try:
            channel.send(notice)
            sent += 1
        except FundamentError as error:
            warn(f"no notice was sent: {_one_line(error)}")
        except Exception as error:  # a notice must never stop or hide a run
            warn(f"no notice was sent by {channel.name} to {channel.place}: {type(error).__name__}")
    return sent


def _one_line(error: FundamentError) -> str:
    return without_secrets("; ".join(part for part in (error.what, error.where, error.what_to_do) if part))


def _mail() -> Channel | None:
    given = settings()
    host, receivers, sender = (
        given.smtp_host,
        given.notice_to,
        given.notice_from,
    )
    if not host and not receivers:
        return None
    for name, value in (
        ("FUNDAMENT_SMTP_HOST", host),
        ("FUNDAMENT_NOTICE_TO", receivers),
        ("FUNDAMENT_NOTICE_FROM", sender),
    ):
        if not value:
            raise Misconfigured(f"{name} is empty", "environment", "Mail needs a host, a sender and a receiver.")
    security = given.smtp_security or "starttls"
    if security not in PORTS:
        raise Misconfigured(
            f"FUNDAMENT_SMTP_SECURITY is {security!r}", "environment", f"Give one of {', '.join(PORTS)}."
        )
    port_text = given.smtp_port or str(PORTS[security])
    if not port_text.isdigit() or not 0 < int(port_text) < 65536:
        raise Misconfigured(f"FUNDAMENT_SMTP_PORT is {port_text!r}", "environment", "Give a port number.")
    user, password = given.smtp_user, given.smtp_password.get_secret_value()
    if bool(user) != bool(password):
        raise Misconfigured(
            "One of FUNDAMENT_SMTP_USER and FUNDAMENT_SMTP_PASSWORD is empty", "environment", "Give both or none."
        )
    if user and security == "none" and host not in LOOPBACK:
        raise Misconfigured(
            "FUNDAMENT_SMTP_SECURITY=none would send the password unprotected",
            "environment",
            "Give starttls or tls.",
        )
    addresses = [address for _, address in getaddresses([receivers]) if "@" in address]
    if not addresses or not receivers.isprintable() or not sender.isprintable():
        raise Misconfigured("FUNDAMENT_NOTICE_TO has no address", "environment", "Separate addresses by commas.")
    server = _Server(host, int(port_text), security, user, password)
    return Channel("mail", f"{host}:{server.port}", lambda notice: _send_mail(server, sender, addresses, notice))


@dataclass(frozen=True)
class _Server:
    host: str
    port: int
    security: str
    user: str
    password: str

    def __repr__(self) -> str:
        return f"{self.host}:{self.port}"


def _send_mail(server: _Server, sender: str, receivers: list[str], notice: Notice) -> None:
    message = EmailMessage()
    message["Subject"] = notice.subject
    message["From"] = sender
    message["To"] = ", ".join(receivers)
    message["Date"] = formatdate(localtime=False)
    message["Message-ID"] = make_msgid(domain=sender.rsplit("@", 1)[-1].strip("> ") or None)
    # So that no absence reply comes back.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(notice.text)
    where = f"{server.host}:{server.port} (FUNDAMENT_SMTP_HOST)"
    try:
        certificates = ssl.create_default_context()
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=SECONDS, context=certificates
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        with connection:
            if server.security == "starttls":
                connection.starttls(context=certificates)
            if server.user:
                connection.login(server.user, server.password)
            refused = connection.send_message(message)
    except ssl.SSLCertVerificationError as error:
        raise FundamentError(
            f"The mail server's certificate is not trusted: {error.verify_message}",
            where,
            "Name the organisation's certificates in SSL_CERT_FILE.",
        ) from None
    except smtplib.SMTPAuthenticationError as error:
        # The server's own words may repeat what it was given.
        raise FundamentError(
            f"The mail server refuses user and password ({error.smtp_code})",
            where,
            "Check FUNDAMENT_SMTP_USER and FUNDAMENT_SMTP_PASSWORD.",
        ) from None
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise FundamentError(
            f"The mail server refuses the receivers ({code})", where, "Check FUNDAMENT_NOTICE_TO."
        ) from None
    except smtplib.SMTPResponseException as error:
        said = without_secrets(
            str(
                error.smtp_error.decode("utf-8", "replace")
                if isinstance(error.smtp_error, bytes)
                else error.smtp_error
            )
        )
        raise FundamentError(
            f"The mail server answers {error.smtp_code}: {said[:200]}", where, "Check the settings of the mail."
        ) from None
    except smtplib.SMTPNotSupportedError as error:
        raise FundamentError(
            f"The mail server can't do it so: {str(error).rstrip('.')}",
            where,
            "Check FUNDAMENT_SMTP_SECURITY and FUNDAMENT_SMTP_PORT.",
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        raise FundamentError(
            f"The mail server can't be reached: {without_secrets(str(error)) or type(error).__name__}",
            where,
            "Check FUNDAMENT_SMTP_HOST, FUNDAMENT_SMTP_PORT and the network.",
        ) from None
    if refused:
        raise FundamentError(
            f"The mail server took the mail for some receivers, not for {len(refused)}",
            where,
            "Check FUNDAMENT_NOTICE_TO.",
        )


def _webhook() -> Channel | None:
    url = settings().webhook_url.get_secret_value()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, scheme, port = parts.hostname or "", parts.scheme, parts.port
    except ValueError:
        host, scheme, port = "", "", None
    if scheme not in ("http", "https") or not host:
        # Not shown: whoever has it can write to the channel.
        raise Misconfigured("FUNDAMENT_WEBHOOK_URL is no URL", "environment", "Give a URL with https://")
    if scheme == "http" and host not in LOOPBACK:
        raise Misconfigured(
            "FUNDAMENT_WEBHOOK_URL would send the notice unprotected", "environment", "Give a URL with https://"
        )
    place = f"{scheme}://{host}" + (f":{port}" if port else "")
    token = settings().webhook_token.get_secret_value()
    return Channel("webhook", place, lambda notice: _send_webhook(url, token, place, notice))


def _send_webhook(url: str, token: str, place: str, notice: Notice) -> None:
    import requests
    from requests.adapters import HTTPAdapter
    from urllib3.util.retry import Retry

    where = f"{place} (FUNDAMENT_WEBHOOK_URL)"
    to_do = "Check FUNDAMENT_WEBHOOK_URL and the network."

    def authorise(request: requests.PreparedRequest) -> requests.PreparedRequest:
        if token:
            request.headers["Authorization"] = f"Bearer {token}"
        return request

    with requests.Session() as session:
        # As a function, so that a .netrc of the user does not take its place.
        session.auth = authorise
        # Only what has not been sent is tried again: nobody gets a message twice.
        retry = Retry(total=2, connect=2, read=0, status=0, other=0, backoff_factor=0.5, allowed_methods=None)
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        try:
            # A redirect would carry the message elsewhere.
            response = session.post(url, json=notice.as_json(), timeout=(10, SECONDS), allow_redirects=False)
        except requests.exceptions.SSLError:
            raise FundamentError(
                "The webhook's certificate is not trusted",
                where,
                "Name the organisation's certificates in REQUESTS_CA_BUNDLE.",
            ) from None
        except requests.exceptions.Timeout:
            raise FundamentError("The webhook does not answer in time", where, to_do) from None
        except requests.exceptions.RequestException as error:
            # Their text would show the URL, which is a secret by itself.
            raise FundamentError(f"The webhook can't be reached ({type(error).__name__})", where, to_do) from None
    if not 200 <= response.status_code < 300:
        raise FundamentError(f"The webhook answers {response.status_code}", where, to_do)
