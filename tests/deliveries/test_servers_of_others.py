"""Attacks by whoever writes a declaration, and by whoever answers: each of them once succeeded."""

import gzip
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fundament.connectors import http, sql
from fundament.connectors.pull import pull_deliveries
from fundament.errors import FundamentError
from fundament.warehouse import Warehouse
from tests.receivers import serve

HEAD = "delivery_id: theirs\ntitle: T\nowner: O\npublication_id: administration\npull:\n"
OCDS = HEAD + "  kind: ocds\n  urls: [{url}/a]\n  amount_is: net\n"
JIRA = (
    HEAD + "  kind: jira\n  url: {url}\n  deployment: cloud\n  token_variable: TRACKER_TOKEN\n"
    "  user_variable: TRACKER_USER\n  jql: project = A\n"
)
SQL = (
    HEAD + "  kind: sql\n  dsn_variable: {}\n  queries: [{{file: a.csv, query: select 1 as a}}]\n"
    "files: [{{source: contracts, path: a.csv}}]\n"
)
DSN = "postgresql://owner:pa55w0rd@127.0.0.1:1/published"


class Stranger:
    """A server on loopback: what it was asked, with which authorisation, and the answer to give."""

    def __init__(self, answer: Callable[[str], tuple[bytes, dict[str, str]]]) -> None:
        self.asked: list[tuple[str, str | None]] = []
        stranger = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stranger.asked.append((self.path, self.headers["Authorization"]))
                body, headers = answer(self.path)
                self.send_response(200)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                with suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}"


@contextmanager
def stranger(answer: Callable[[str], tuple[bytes, dict[str, str]]]) -> Iterator[Stranger]:
    """It listens for as long as the block lasts."""
    one = Stranger(answer)
    thread = serve(one.server)
    try:
        yield one
    finally:
        one.server.shutdown()
        one.server.server_close()
        thread.join()


def pulled(tmp_path: Path, declaration: str) -> str:
    """What the pull of a declaration was refused for; empty where it was not."""
    folder = tmp_path / "in"
    folder.mkdir(exist_ok=True)
    (folder / "delivery.yml").write_text(declaration, "utf-8")
    try:
        pull_deliveries(Warehouse(tmp_path / "home", folder), lambda _: None, lambda _: None)
    except FundamentError as error:
        return str(error)
    return ""


def nothing(_: str) -> tuple[bytes, dict[str, str]]:
    """An empty package."""
    return b'{"releases": []}', {}


@pytest.mark.parametrize(
    ("variable", "servers"),
    [
        ("FUNDAMENT_POSTGRES_DSN", "{host}"),
        ("FUNDAMENT_POSTGRES_DSN", "{host}=FUNDAMENT_POSTGRES_DSN"),
        ("AWS_SECRET_ACCESS_KEY", "{host}"),
        ("AWS_SECRET_ACCESS_KEY", "{host}=TRACKER_TOKEN tracker.example.org=AWS_SECRET_ACCESS_KEY"),
    ],
)
def test_no_secret_leaves_that_is_not_that_servers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, servers: str
) -> None:
    monkeypatch.setenv(variable, DSN)
    with stranger(nothing) as server:
        monkeypatch.setenv("FUNDAMENT_SERVERS", servers.format(host=server.host))
        said = pulled(tmp_path, OCDS.format(url=server.url) + f"  token_variable: {variable}\n")
    assert server.asked == []
    assert (variable in said and "FUNDAMENT_SERVERS" in said) or "FUNDAMENT_" in said
    assert "pa55w0rd" not in said


def test_a_server_that_the_operator_does_not_name_is_never_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stranger(nothing) as server:
        for servers in ("", "127.0.0.1", "127.0.0.1:1", "x.example.org 127.0.0.2"):
            monkeypatch.setenv("FUNDAMENT_SERVERS", servers)
            assert f"{server.host} is no server that may be asked" in pulled(tmp_path, OCDS.format(url=server.url))
        assert server.asked == []
        monkeypatch.setenv("FUNDAMENT_SERVERS", f"x.example.org {server.host}")
        assert pulled(tmp_path, OCDS.format(url=server.url)) == ""
        assert server.asked == [("/a", None)]


def test_the_list_holds_for_the_host_that_is_asked_however_the_url_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with stranger(nothing) as server:
        monkeypatch.setenv("FUNDAMENT_SERVERS", "good.example.org=TRACKER_TOKEN")
        for url in (
            f"{server.url}\\@good.example.org/",
            f"{server.url}#@good.example.org/",
            f"{server.url}/good.example.org",
            f"http://good.example.org@{server.host}/",
            f"http://good.example.org:80@{server.host}/",
        ):
            with pytest.raises(FundamentError, match=r"no server that may be asked|can't be reached"):
                http.Server(hint="").get(url)
        assert server.asked == []


def test_a_database_is_asked_as_the_operator_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDAMENT_POSTGRES_DSN", DSN)
    monkeypatch.setenv("FUNDAMENT_SERVERS", "127.0.0.1:1=FUNDAMENT_POSTGRES_DSN")
    assert "FUNDAMENT_" in pulled(tmp_path, SQL.format("FUNDAMENT_POSTGRES_DSN"))
    monkeypatch.setenv("LEDGER_DSN", DSN)
    monkeypatch.setenv("FUNDAMENT_SERVERS", "127.0.0.1:1=TRACKER_TOKEN")
    assert "LEDGER_DSN may not go to 127.0.0.1:1" in pulled(tmp_path, SQL.format("LEDGER_DSN"))
    monkeypatch.setenv("FUNDAMENT_SERVERS", "127.0.0.1:1=LEDGER_DSN")
    assert "The database refuses" in pulled(tmp_path, SQL.format("LEDGER_DSN"))
    # A second host of the string is one that is asked too.
    monkeypatch.setenv("LEDGER_DSN", "host=127.0.0.1,10.0.0.1 port=1 dbname=x password=pa55w0rd")
    assert "10.0.0.1:1" in pulled(tmp_path, SQL.format("LEDGER_DSN"))


def test_a_chain_of_pages_without_end_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def page(path: str) -> tuple[bytes, dict[str, str]]:
        return json.dumps({"releases": [], "links": {"next": f"{path}a"}}).encode(), {}

    monkeypatch.setattr(http, "REQUESTS", 20)
    with stranger(page) as server:
        monkeypatch.setenv("FUNDAMENT_SERVERS", server.host)
        said = pulled(tmp_path, OCDS.format(url=server.url))
    assert "more than 20 requests" in said
    assert len(server.asked) == 20


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_an_answer_is_no_larger_than_allowed_once_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, coding: str
) -> None:
    body = b'{"releases": []' + b" " * 50_000_000 + b"}"
    packed = gzip.compress(body, 1) if coding == "gzip" else body
    monkeypatch.setattr(http, "ANSWER_BYTES", 10_000_000)
    with stranger(lambda _: (packed, {"Content-Encoding": coding})) as server:
        monkeypatch.setenv("FUNDAMENT_SERVERS", server.host)
        said = pulled(tmp_path, OCDS.format(url=server.url))
    assert "The answer is larger than 10,000,000 bytes" in said


def test_all_answers_of_a_pull_are_bounded_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def page(path: str) -> tuple[bytes, dict[str, str]]:
        return json.dumps({"releases": [], "links": {"next": f"{path}a"}, "x": "y" * 1000}).encode(), {}

    monkeypatch.setattr(http, "ALL_BYTES", 5000)
    with stranger(page) as server:
        monkeypatch.setenv("FUNDAMENT_SERVERS", server.host)
        said = pulled(tmp_path, OCDS.format(url=server.url))
    assert "The answers are larger than 5,000 bytes" in said
    assert len(server.asked) == 5


def test_an_answer_that_drips_ends_with_the_time_of_the_pull(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SECONDS", 0)
    with stranger(nothing) as server:
        monkeypatch.setenv("FUNDAMENT_SERVERS", server.host)
        said = pulled(tmp_path, OCDS.format(url=server.url))
    assert "takes longer than 0 s" in said


DRIPS = {
    # A header line that does not end; a name in the head of a packed answer that does not.
    "header": b"HTTP/1.1 200 OK\r\nX: ",
    "packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x08\0\0\0\0\0\3",
    # A database that lets everybody in, and never says another word.
    "database": b"R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I",
}


@pytest.mark.parametrize("kind", DRIPS)
def test_who_never_comes_to_an_answer_is_left_when_the_time_is_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    over = threading.Event()

    def drip(taken: socket.socket) -> None:
        taken.recv(9999)
        if kind == "database":
            # It has no encryption.
            taken.sendall(b"N")
            taken.recv(9999)
        taken.sendall(DRIPS[kind])
        while not over.wait(0.05):
            with suppress(OSError):
                taken.sendall(b"" if kind == "database" else b"a")

    monkeypatch.setattr(http, "SECONDS", 0.5)
    monkeypatch.setattr(sql, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=lambda: drip(listening.accept()[0]), daemon=True).start()
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        monkeypatch.setenv("LEDGER_DSN", f"postgresql://u:pa55w0rd@{host}/x")
        monkeypatch.setenv("FUNDAMENT_SERVERS", f"{host}=LEDGER_DSN")
        declared = SQL.format("LEDGER_DSN") if kind == "database" else OCDS.format(url=f"http://{host}")
        said = pulled(tmp_path, declared)
        over.set()
    assert "takes longer than 0.5 s" in said


def test_jira_may_not_give_empty_pages_of_changes_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = {
        "id": "1",
        "key": "A-1",
        "fields": {"updated": "2026-01-01T00:00:00.000+0000"},
        "changelog": {"total": 90, "histories": []},
    }

    def answer(path: str) -> tuple[bytes, dict[str, str]]:
        if "changelog?" in path:
            return json.dumps({"values": [], "isLast": False, "total": 90}).encode(), {}
        return json.dumps({"issues": [issue], "isLast": True}).encode(), {}

    monkeypatch.setenv("TRACKER_TOKEN", "t0ken-of-tracker")
    monkeypatch.setenv("TRACKER_USER", "robot@example.org")
    monkeypatch.setattr(http, "REQUESTS", 500)
    with stranger(answer) as server:
        monkeypatch.setenv("FUNDAMENT_SERVERS", f"{server.host}=TRACKER_TOKEN,TRACKER_USER")
        said = pulled(tmp_path, JIRA.format(url=server.url))
    assert "A-1" in said and "empty page" in said
    assert len(server.asked) == 2


def test_a_list_of_servers_that_can_not_be_read_names_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for given in ("https://a.example.org", "a.example.org=", "a.example.org:x", "a.example.org=lower"):
        monkeypatch.setenv("FUNDAMENT_SERVERS", given)
        assert f"FUNDAMENT_SERVERS has {given!r}" in pulled(tmp_path, OCDS.format(url="https://a.example.org"))
