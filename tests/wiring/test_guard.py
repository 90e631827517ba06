"""What a page of another site sends to the Dagster UI, by way of the browser of whoever has it open."""

import asyncio
from typing import Any

import dagster as dg
import pytest

from dagster_project import dev
from dagster_project.defs.night import Night
from dagster_project.guard import Guard

HERE = "http://127.0.0.1:3000"
IMAGE = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
JSON = {"content-type": "application/json"}
CROSS = {"sec-fetch-site": "cross-site"}
Said = list[dict[str, Any]]


def ask(method: str, path: str, headers: dict[str, str]) -> tuple[bool, Said]:
    """Whether a request comes through the guard, and what is answered. Method `socket`: a WebSocket is opened."""
    said: Said = []
    reached = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        said.append(dict(message))

    async def receive() -> Any:
        return {"type": "http.request" if method != "socket" else "websocket.connect"}

    where, _, query = path.partition("?")
    given = {"host": "127.0.0.1:3000", **headers}
    scope = {
        "type": "websocket" if method == "socket" else "http",
        "method": method,
        "path": where,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }
    asyncio.run(Guard(page)(scope, receive, send))
    return bool(reached), said


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        # An image whose address starts a run, with and without the words of a new browser.
        ("GET", "/graphql?query=mutation", {"accept": "image/*", **IMAGE}, 403),
        ("GET", "/graphql?query=mutation", {"accept": "image/*"}, 405),
        ("GET", "/graphql/?query=mutation", {}, 405),
        ("GET", "/prefix/graphql?query=mutation", {}, 405),
        # A name that its owner made to mean this machine.
        ("GET", "/", {"host": "evil.example:3000"}, 403),
        ("POST", "/graphql", {"host": "evil.example:3000", "origin": "http://evil.example:3000", **JSON}, 403),
        ("POST", "/graphql", {"host": "127.0.0.1.evil.example:3000", **JSON}, 403),
        ("POST", "/graphql", {"host": "127.0.0.1@evil.example", **JSON}, 403),
        ("POST", "/graphql", {"host": "", **JSON}, 403),
        # A form, which needs nobody's leave, and what looks like JSON to a search for the word.
        ("POST", "/graphql?query=mutation", {"content-type": "application/x-www-form-urlencoded"}, 415),
        ("POST", "/graphql", {"content-type": "text/plain; x=application/json"}, 415),
        ("POST", "/graphql?query=mutation", {}, 415),
        ("POST", "/graphql", {"origin": "https://evil.example", **JSON}, 403),
        ("POST", "/graphql", {"origin": "null", **JSON}, 403),
        # Another program of this machine is another site.
        ("POST", "/graphql", {"origin": "http://127.0.0.1:8000", **JSON}, 403),
        ("POST", "/report_asset_materialization/raw/contracts", {"sec-fetch-site": "same-site", **JSON}, 403),
        ("PUT", "/graphql", JSON, 405),
        ("OPTIONS", "/graphql", {"origin": "https://evil.example"}, 403),
        # In a frame, to be clicked on.
        (
            "GET",
            "/",
            {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe"},
            403,
        ),
    ],
)
def test_what_another_site_can_send_does_not_reach_dagster(
    method: str, path: str, headers: dict[str, str], status: int
) -> None:
    reached, said = ask(method, path, headers)
    assert (reached, said[0]["status"]) == (False, status)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/runs", {"accept": "text/html", "sec-fetch-site": "none"}),
        ("GET", "/graphql", {"accept": "text/html"}),
        (
            "POST",
            "/graphql",
            {"origin": HERE, "sec-fetch-site": "same-origin", "content-type": "application/json; charset=utf-8"},
        ),
        ("POST", "/graphql", {"host": "localhost:3000", "origin": "http://localhost:3000", **JSON}),
        # A link on another site that leads here, and a program that is no browser.
        ("GET", "/runs", {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}),
        ("POST", "/graphql", JSON),
    ],
)
def test_the_own_page_works_and_can_not_be_framed(method: str, path: str, headers: dict[str, str]) -> None:
    reached, said = ask(method, path, headers)
    assert reached and (b"x-frame-options", b"DENY") in said[0]["headers"]


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({"origin": HERE}, True),
        ({}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": HERE, "host": "evil.example"}, False),
    ],
)
def test_a_socket_is_opened_for_the_own_page_alone(headers: dict[str, str], passes: bool) -> None:
    reached, said = ask("socket", "/graphql", headers)
    assert reached == passes
    assert [message["type"] for message in said] == ([] if passes else ["websocket.close"])


def test_a_proxy_is_named_by_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDAMENT_UI_HOSTS", "Warehouse.example.org")
    asked = {"origin": "https://warehouse.example.org", **JSON}
    assert ask("POST", "/graphql", {"host": "warehouse.example.org", **asked})[0]
    assert ask("POST", "/graphql", asked)[0]
    assert not ask("POST", "/graphql", {**asked, "origin": "https://x.example.org"})[0]


def test_the_webserver_that_dev_starts_is_the_guarded_one(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(dev, "_open", lambda parts, **more: started.append(parts))
    dev.opened(["python", "-m", "dagster_webserver", "--port", "3000"], pass_fds=[3])
    assert started == [["python", "-m", "dagster_project.webserver", "--port", "3000"]]
    # Not above: each worker imports every file of tests, and GraphQL takes a second.
    from dagster_project import webserver

    server = object.__new__(webserver.GuardedWebserver)
    assert server.build_middleware()[0].cls is Guard


@dg.op
def step(night: Night) -> None:
    """A step of a job with the resource of the run."""


@dg.job
def job() -> None:
    """A job of that step."""
    step()


@pytest.mark.parametrize("folder", ["home", "deliveries"])
def test_a_run_can_not_choose_its_folders(folder: str) -> None:
    resolved = dg.Definitions(jobs=[job], resources={"night": Night()}).resolve_job_def("job")
    config = {"as_of_date": "2026-11-24"}
    dg.validate_run_config(resolved, {"resources": {"night": {"config": config}}})
    with pytest.raises(dg.DagsterInvalidConfigError, match=folder):
        dg.validate_run_config(resolved, {"resources": {"night": {"config": {**config, folder: "/tmp"}}}})
