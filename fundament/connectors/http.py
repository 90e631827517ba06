"""GET requests that retry, wait as long as the server asks, and never show a secret."""

import os
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from fundament.errors import BadInput, Misconfigured

RETRIES = 6
BACKOFF_FACTOR = 0.5
LONGEST_WAIT = 300
TIMEOUT = (10, 120)
PASSING = (429, 500, 502, 503, 504)
SHOWN_CHARACTERS = 300


def secret(variable: str) -> str:
    """A secret of the environment. Raises `Misconfigured` where it is not there."""
    value = os.environ.get(variable, "").strip()
    if not value:
        raise Misconfigured(f"{variable} is empty", "environment", f"Put the secret into {variable}.")
    if not value.isascii() or not value.isprintable():
        raise Misconfigured(
            f"{variable} has characters that no token has", "environment", f"Put the token alone into {variable}."
        )
    return value


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
    """One server that is asked for JSON; its certificates and proxies are those of the environment."""

    def __init__(self, token: str | None = None, user: str | None = None, hint: str = "") -> None:
        self._secrets = [value for value in (token, user) if value]
        self._hint = hint
        self._session = requests.Session()
        self._session.auth = _Authorization(token, user)
        self._session.headers["Accept"] = "application/json"
        retry = Retry(
            total=RETRIES,
            backoff_factor=BACKOFF_FACTOR,
            backoff_jitter=BACKOFF_FACTOR / 2,
            status_forcelist=PASSING,
            allowed_methods=("GET",),
            raise_on_status=False,
            respect_retry_after_header=True,
            retry_after_max=LONGEST_WAIT,
        )
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def get(self, url: str, parameters: Mapping[str, str | int] | None = None) -> bytes:
        """The body of the answer. Raises `BadInput` with the server's own words where there is none."""
        where = "{0.scheme}://{0.netloc}{0.path}".format(urlsplit(url))
        for attempt in range(RETRIES + 1):
            try:
                # A redirect would be to a login page, or carry the token elsewhere.
                response = self._session.get(url, params=parameters, timeout=TIMEOUT, allow_redirects=False)
                break
            except requests.exceptions.ChunkedEncodingError:
                if attempt == RETRIES:
                    raise BadInput("The answer breaks off, every time", where, "Try again later.") from None
            except requests.exceptions.SSLError as error:
                raise BadInput(
                    f"The server's certificate is not trusted: {self._clean(error)}",
                    where,
                    "Name the organisation's certificates in REQUESTS_CA_BUNDLE.",
                ) from None
            except requests.exceptions.RequestException as error:
                raise BadInput(
                    f"The server can't be reached: {self._clean(error)}", where, "Check the URL and the network."
                ) from None
        if response.status_code != 200:
            raise self._refusal(response, where)
        return response.content

    def get_json(self, url: str, parameters: Mapping[str, str | int] | None = None) -> Any:
        """The answer as JSON, its numbers exact."""
        import json

        body = self.get(url, parameters)
        try:
            return json.loads(body, parse_float=Decimal)
        except ValueError:
            raise BadInput(
                f"The answer is no JSON: {self._clean(body[:80].decode('utf-8', 'replace'))!r}",
                url.split("?")[0],
                "Check the URL; this may be a login page.",
            ) from None

    def _refusal(self, response: requests.Response, where: str) -> BadInput:
        status = response.status_code
        said = self._clean(response.text)
        if status in (401, 403):
            return BadInput(f"The server refuses the token ({status}): {said}", where, self._hint)
        if status in PASSING:
            what = f"The server still answers {status} after {RETRIES + 1} attempts: {said}"
            return BadInput(what, where, "Try again later; the current release stays as it was.")
        if 300 <= status < 400:
            return BadInput(f"The server redirects ({status})", where, "Give the URL that it redirects to.")
        return BadInput(f"The server answers {status}: {said}", where, "Check the URL and the query.")

    def _clean(self, said: object) -> str:
        text = " ".join(str(said).split())
        for value in self._secrets:
            text = text.replace(value, "***")
        return text[:SHOWN_CHARACTERS]
