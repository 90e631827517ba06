"""`make audit` against a list of advisories: a server on loopback that answers as OSV does."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

from fundament.project import PROJECT_ROOT
from tests.conftest import CEILING

PIP_AUDIT = Path(os.environ.get("PIP_AUDIT", PROJECT_ROOT / "data" / "tools" / "bin" / "pip-audit"))
LOCK = f"certifi==2024.2.2 --hash=sha256:{'0' * 64}\nidna==3.7 --hash=sha256:{'1' * 64}\n"
ADVISORY = {
    "id": "SYNTHETIC-1",
    "summary": "Synthetic",
    "details": "Synthetic",
    "aliases": [],
    "affected": [
        {
            "package": {"name": "idna", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.8"}]}],
            "versions": ["3.7"],
        }
    ],
}


class Osv(BaseHTTPRequestHandler):
    """Knows one advisory, of one package, where it is told to."""

    known: ClassVar[dict[str, list[dict]]] = {}
    asked: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        """Answer a query for one package."""
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = query["package"]["name"]
        self.asked.append(name)
        body = json.dumps({"vulns": self.known[name]} if name in self.known else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def audited(tmp_path: Path) -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """`make audit` of a lock, against a server that is there, or against its address when it is gone."""
    if not PIP_AUDIT.is_file():
        pytest.skip(f"there is no {PIP_AUDIT}: make audit installs it, where an index can be reached")
    (tmp_path / "lock.txt").write_text(LOCK)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    Thread(target=server.serve_forever, daemon=True).start()
    Osv.known, Osv.asked = {}, []

    def run(known: dict[str, list[dict]], is_there: bool = True) -> subprocess.CompletedProcess[str]:
        Osv.known = known
        if not is_there:
            server.shutdown()
            server.server_close()
        address = f"http://127.0.0.1:{server.server_port}/v1/query"
        tools, cache = PIP_AUDIT.parents[1], tmp_path / "cache"
        return subprocess.run(
            # The tools are there: nothing is installed.
            ["make", "--no-print-directory", "-o", f"{tools}/.installed", "audit", f"TOOLS={tools}",
             f"LOCK={tmp_path / 'lock.txt'}", f"AUDIT=-s osv --osv-url {address} --cache-dir {cache}"],
            cwd=PROJECT_ROOT, text=True, capture_output=True, timeout=CEILING,
        )  # fmt: skip

    yield run
    server.server_close()


def test_a_lock_without_advisories_passes(audited: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = audited({})
    assert done.returncode == 0 and "No known vulnerabilities found" in done.stderr, done.stderr
    assert sorted(Osv.asked) == ["certifi", "idna"]


def test_a_lock_with_an_advisory_fails(audited: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = audited({"idna": [ADVISORY]})
    assert done.returncode != 0 and "SYNTHETIC-1" in done.stdout and "3.8" in done.stdout, done.stdout
    assert "certifi" not in done.stdout


def test_a_list_that_can_not_be_reached_is_no_good_news(
    audited: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    assert audited({}, is_there=False).returncode != 0
