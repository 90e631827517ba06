"""GET requests that retry, wait as long as the server asks, end, and never show a secret.

Which servers may be asked: `permits.py`. Answers are parsed in another process, by the module of each system.
"""

import re
import time
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlsplit

import requests
import urllib3.exceptions
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from fundament.connectors.deadline import SECONDS, OutOfTime, by
from fundament.connectors.permits import refuse_url, secret
from fundament.errors import BadInput
from fundament.secrets import without_secrets

RETRIES = 6
BACKOFF_FACTOR = 0.5
LONGEST_WAIT = 300
TIMEOUT = (10, 120)
PASSING = (429, 500, 502, 503, 504)
SHOWN_CHARACTERS = 300
# Of one pull: a server of others may give pages, bytes or single signs without end.
REQUESTS = 100_000
ANSWER_BYTES = 200_000_000
ALL_BYTES = 20_000_000_000
CHUNK = 1 << 16
# Of a page for people, what helps is its title.
TITLE = re.compile(r"<title[^>]*>([^<]*)<", re.IGNORECASE)


class _Authorization(requests.auth.AuthBase):
    """As an object, so that a .netrc of the user does not take its place."""

    def __init__(self, token: str | None, user: str | None) -> None:
        self._basic = requests.auth.HTTPBasicAuth(user, token) if token and user else None
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._basic:
            return self._basic(request)
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class Server:
    """What one pull asks, for JSON; certificates and proxies are those of the environment.

    Only a server that the operator permits is asked, and only with secrets that may go there.
    """

    def __init__(
        self, token_variable: str | None = None, user_variable: str | None = None, hint: str = ""
    ) -> None:
        self._variables = [name for name in (token_variable, user_variable) if name]
        token = secret(token_variable) if token_variable else None
        user = secret(user_variable) if user_variable else None
        self._secrets = [value for value in (token, user) if value]
        self._hint = hint
        self._requests = self._bytes = 0
        self._until = time.monotonic() + SECONDS
        self._session = requests.Session()
        self._session.auth = _Authorization(token, user)
        self._session.headers["Accept"] = "application/json"
        self._retry = Retry(
            total=RETRIES,
            backoff_factor=BACKOFF_FACTOR,
            backoff_jitter=BACKOFF_FACTOR / 2,
            status_forcelist=PASSING,
            allowed_methods=("GET",),
            respect_retry_after_header=True,
            retry_after_max=LONGEST_WAIT,
        )
        # An answer to try again on is not read: the adapter would read it whole.
        unanswered = Retry(
            total=RETRIES, status=0, backoff_factor=BACKOFF_FACTOR, respect_retry_after_header=False
        )
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=unanswered))

    def get(self, url: str, parameters: Mapping[str, str | int] | None = None) -> bytes:
        """The body of the answer. Raises `BadInput` with the server's own words where there is none."""
        where = "{0.scheme}://{0.netloc}{0.path}".format(urlsplit(url))
        refuse_url(url, *self._variables)
        retry = self._retry
        for attempt in range(RETRIES + 1):
            self._count(where)
            try:
                response, body = by(self._until, partial(self._asked, url, parameters, where, attempt == RETRIES))
                if response.status_code in PASSING and attempt < RETRIES:
                    retry = retry.increment("GET", url, response=response.raw)
                    retry.sleep(response.raw)
                    continue
                break
            except OutOfTime:
                raise self._too_long(where) from None
            except (requests.exceptions.ChunkedEncodingError, urllib3.exceptions.ProtocolError):
                if attempt == RETRIES:
                    raise BadInput("The answer breaks off, every time", where, "Try again later.") from None
            except requests.exceptions.SSLError as error:
                raise BadInput(
                    f"The server's certificate is not trusted: {self.clean(error)}",
                    where,
                    "Name the organisation's certificates in REQUESTS_CA_BUNDLE.",
                ) from None
            except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
                raise BadInput(
                    f"The server can't be reached: {self.clean(error)}", where, "Check the URL and the network."
                ) from None
        if response.status_code != 200:
            raise self._refusal(response.status_code, body, where)
        return body

    def _count(self, where: str) -> None:
        self._requests += 1
        if self._requests > REQUESTS:
            raise BadInput(
                f"The pull takes more than {REQUESTS:,} requests", where, "Ask for less, or for larger pages."
            )
        if time.monotonic() >= self._until:
            raise self._too_long(where)

    def _too_long(self, where: str) -> BadInput:
        return BadInput(f"The pull takes longer than {SECONDS:,} s", where, "Ask for less, or try again later.")

    def _asked(
        self, url: str, parameters: Mapping[str, str | int] | None, where: str, is_last: bool
    ) -> tuple[requests.Response, bytes]:
        """One attempt, and the body; of an answer to try again on it is not read."""
        # A redirect would be to a login page, or carry the token elsewhere.
        response = self._session.get(url, params=parameters, timeout=TIMEOUT, allow_redirects=False, stream=True)
        with response:
            is_read = is_last or response.status_code not in PASSING
            return response, self._read(response, where) if is_read else b""

    def _read(self, response: requests.Response, where: str) -> bytes:
        """The body, unpacked, as it comes: no more of it than is allowed is ever held."""
        parts = []
        size = 0
        while part := response.raw.read1(CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            self._bytes += len(part)
            if size > ANSWER_BYTES or self._bytes > ALL_BYTES:
                which, most = ("answer is", ANSWER_BYTES) if size > ANSWER_BYTES else ("answers are", ALL_BYTES)
                raise BadInput(f"The {which} larger than {most:,} bytes", where, "Ask for less, or by page.")
        return b"".join(parts)

    def _refusal(self, status: int, body: bytes, where: str) -> BadInput:
        text = body[: 100 * SHOWN_CHARACTERS].decode("utf-8", "replace")
        title = TITLE.search(text)
        said = self.clean(title[1] if title else "a page for people" if text.lstrip().startswith("<") else text)
        if status in (401, 403):
            return BadInput(f"The server refuses the token ({status}): {said}", where, self._hint)
        if status in PASSING:
            what = f"The server still answers {status} after {RETRIES + 1} attempts: {said}"
            return BadInput(what, where, "Try again later; the current release stays as it was.")
        if 300 <= status < 400:
            return BadInput(f"The server redirects ({status})", where, "Give the URL that it redirects to.")
        return BadInput(f"The server answers {status}: {said}", where, "Check the URL and the query.")

    def clean(self, said: object) -> str:
        """Words of the server on one line, shortened, without a secret."""
        return self.without_secrets(" ".join(str(said).split()))[:SHOWN_CHARACTERS]

    def without_secrets(self, said: object) -> str:
        """A text without the secrets that the server was given."""
        return without_secrets(str(said), also=self._secrets)
