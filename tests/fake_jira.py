"""A Jira on loopback: both search APIs with their paging, their time zones, their limits and their bad days."""

import json
import re
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.receivers import serve

CLOUD_CHANGES = 40


@dataclass
class FakeJira:
    """Issues by key, what was asked, and answers that go wrong before the right one comes."""

    issues: dict[str, dict[str, Any]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    # (status, headers, body) each given once, before an answer.
    bad_days: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    # Dates in JQL are read in the time zone of whom the token belongs to.
    time_zone: str = "America/Los_Angeles"
    largest_page: int = 1000
    after_page: Any = None
    # What an answer says wrongly, by the end of its path: a function of the answer and what was asked.
    misbehaves: dict[str, Any] = field(default_factory=dict)
    url: str = ""

    def add(self, number: int, updated: str, status: str = "Open", **fields: Any) -> dict[str, Any]:
        """An issue; changes are added with `move`."""
        named = {
            "summary": f"Issue {number}",
            "status": {"name": status},
            "priority": {"name": "High"},
            "issuetype": {"name": "Problem"},
            "components": [],
            "labels": [],
            "created": "2024-01-01T09:00:00.000+0100",
            "updated": updated,
            "duedate": None,
            "resolution": None,
            "resolutiondate": None,
            # A person: must never be asked for.
            "assignee": {"displayName": "Somebody Synthetic"},
        }
        issue = {
            "id": str(10000 + number),
            "key": f"MIG-{number}",
            "fields": {**named, **fields},
            "changelog": {"histories": []},
        }
        self.issues[issue["key"]] = issue
        return issue

    def move(self, key: str, at: str, to: str, name: str = "status") -> None:
        """A change of status, or of another field."""
        issue = self.issues[key]
        histories = issue["changelog"]["histories"]
        now = issue["fields"].get(name)
        item = {"field": name, "fromString": now and now["name"], "toString": to}
        author = {"displayName": "Somebody Synthetic"}
        number = int(issue["id"]) * 1000 + len(histories)
        histories.append({"id": str(number), "created": at, "author": author, "items": [item]})
        issue["fields"][name] = {"name": to} if to else None
        issue["fields"]["updated"] = at

    def matching(self, jql: str) -> list[dict[str, Any]]:
        """The issues that a query finds, by key."""
        assert jql.endswith(" ORDER BY key ASC"), jql
        found = list(self.issues.values())
        if named := re.match(r"id in \(([\d, ]+)\)", jql):
            found = [one for one in found if one["id"] in named.group(1).split(", ")]
        if since := re.search(r'updated >= "([^"]+)"', jql):
            zone = zoneinfo.ZoneInfo(self.time_zone)
            border = datetime.strptime(since.group(1), "%Y-%m-%d %H:%M").replace(tzinfo=zone)
            found = [one for one in found if datetime.fromisoformat(one["fields"]["updated"]) >= border]
        return sorted(found, key=lambda issue: int(issue["key"].split("-")[1]))

    def answer(self, path: str, query: dict[str, str]) -> Any:
        """The JSON of an answer."""
        if path == "/rest/api/2/search":
            found, start = self.matching(query["jql"]), int(query["startAt"])
            size = min(int(query["maxResults"]), self.largest_page)
            shown = [self._shown(issue, query, None) for issue in found[start : start + size]]
            return {"startAt": start, "maxResults": size, "total": len(found), "issues": shown}
        if path == "/rest/api/3/search/jql":
            found, start = self.matching(query["jql"]), int(query.get("nextPageToken", "t0")[1:])
            end = start + min(int(query["maxResults"]), self.largest_page)
            shown = [self._shown(issue, query, CLOUD_CHANGES) for issue in found[start:end]]
            more = {"nextPageToken": f"t{end}"} if end < len(found) else {"isLast": True}
            return {"issues": shown, **more}
        if match := re.fullmatch(r"/rest/api/2/issue/([A-Z]+-\d+)", path):
            return self._shown(self.issues[match.group(1)], query, None)
        if match := re.fullmatch(r"/rest/api/3/issue/([A-Z]+-\d+)/changelog", path):
            histories = self.issues[match.group(1)]["changelog"]["histories"]
            start = int(query["startAt"])
            page = histories[start : start + int(query["maxResults"])]
            return {"values": page, "total": len(histories), "isLast": start + len(page) >= len(histories)}
        return None

    @staticmethod
    def _shown(issue: dict[str, Any], query: dict[str, str], limit: int | None) -> dict[str, Any]:
        wanted = query["fields"].split(",")
        if "changelog" not in query.get("expand", ""):
            return {"id": issue["id"], "key": issue["key"], "fields": {}}
        histories = issue["changelog"]["histories"]
        # The latest first, as Cloud does.
        shown = histories[::-1][:limit] if limit else histories
        return {
            "id": issue["id"],
            "key": issue["key"],
            "fields": {name: value for name, value in issue["fields"].items() if name in wanted},
            "changelog": {"maxResults": len(shown), "total": len(histories), "histories": shown},
        }


@contextmanager
def running_jira(token: str) -> Iterator[FakeJira]:
    """The server, for as long as it is needed; it wants this Authorization header."""
    jira = FakeJira()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            jira.requests.append((parts.path, query, dict(self.headers)))
            if jira.bad_days:
                return self._send(*jira.bad_days.pop(0))
            if self.headers.get("Authorization") != token:
                said = f"no access with {self.headers.get('Authorization')}"
                return self._send(401, {}, said.encode())
            answer = jira.answer(parts.path, query)
            for path, change in jira.misbehaves.items():
                if parts.path.endswith(path):
                    change(answer, query)
            body = json.dumps(answer).encode()
            if jira.after_page:
                jira.after_page()
            return self._send(200 if answer is not None else 404, {}, body)

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serve(server)
    jira.url = f"http://127.0.0.1:{server.server_port}"
    with pytest.MonkeyPatch.context() as patch:
        # Whoever runs Fundament permits it, with the variables of the tests.
        here = f"127.0.0.1:{server.server_port}=TEST_JIRA_TOKEN,TEST_JIRA_USER"
        patch.setenv("FUNDAMENT_SERVERS", f"{here} 127.0.0.1:9=TEST_JIRA_TOKEN,TEST_JIRA_USER")
        try:
            yield jira
        finally:
            server.shutdown()
            server.server_close()
