"""Issues out of Jira: paging, what changed, what is gone, retries, and a token that nobody sees."""

import base64
import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import urllib3.util.retry

from fundament.connectors import http
from fundament.connectors.pull import pull_deliveries
from fundament.deliveries.reader import load_deliveries
from fundament.errors import BadInput, FundamentError, Misconfigured
from fundament.project import PROJECT_ROOT
from fundament.warehouse import Warehouse
from tests.fake_jira import FakeJira, running_jira

TOKEN = "s3cr3t-t0ken"
DECLARATION = """\
delivery_id: tracker
title: Issue tracker
owner: Platform management
publication_id: administration
pull:
  kind: jira
  url: {url}
  deployment: {deployment}
  token_variable: TEST_JIRA_TOKEN
  jql: project = MIG
  page_size: 3
  full_pull_every: 3
  resolved_statuses: [Resolved]
  validated_statuses: [Validated]
  blocking:
    labels: [blocks-migration]
    fields: {{customfield_10021: [Impediment]}}
  fields:
    service_id: customfield_10050.value
{more}
"""
CUSTOM = {"customfield_10021": None, "customfield_10050": None, "customfield_10060": {"name": "Supplier A"}}


@pytest.fixture
def jira(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeJira]:
    monkeypatch.setenv("TEST_JIRA_TOKEN", TOKEN)
    with running_jira(f"Bearer {TOKEN}") as server:
        yield server


class Tracker:
    """A folder with the delivery, and a home that it is pulled into."""

    def __init__(self, folder: Path, url: str, deployment: str = "data_center", more: str = "") -> None:
        self.folder, self.home = folder / "deliveries", folder / "home"
        self.folder.mkdir()
        self.declare(url, deployment, more)
        self.warnings: list[str] = []

    def declare(self, url: str, deployment: str = "data_center", more: str = "") -> None:
        text = DECLARATION.format(url=url, deployment=deployment, more=more)
        (self.folder / "delivery.yml").write_text(text)

    def pull(self, full: bool = False) -> dict[str, dict[str, str]]:
        warehouse = Warehouse(self.home, self.folder)
        pull_deliveries(warehouse, lambda message: None, self.warnings.append, full=full)
        return self.rows()

    @property
    def landed(self) -> Path:
        return self.home / "landing" / "tracker"

    def rows(self) -> dict[str, dict[str, str]]:
        with (self.landed / "issues.csv").open(newline="") as stream:
            return {row["issue_id"]: row for row in csv.DictReader(stream)}


def searches(jira: FakeJira) -> list[dict[str, str]]:
    return [query for path, query, _ in jira.requests if path.endswith(("/search", "/search/jql"))]


def fill(jira: FakeJira, numbers: int) -> None:
    for number in range(1, numbers + 1):
        jira.add(number, f"2024-03-{number:02}T10:00:00.000+0000", **CUSTOM)


@pytest.mark.parametrize("deployment", ["data_center", "cloud"])
def test_all_pages_are_read_and_loaded(
    tmp_path: Path, jira: FakeJira, monkeypatch: pytest.MonkeyPatch, deployment: str
) -> None:
    more = ""
    if deployment == "cloud":
        monkeypatch.setenv("TEST_JIRA_USER", "robot@example.org")
        more = "  user_variable: TEST_JIRA_USER"
        basic = base64.b64encode(f"robot@example.org:{TOKEN}".encode()).decode()
    with running_jira(f"Basic {basic}") if deployment == "cloud" else running_jira(f"Bearer {TOKEN}") as server:
        fill(server, 8)
        server.largest_page = 2  # fewer than asked for
        tracker = Tracker(tmp_path, server.url, deployment, more)
        assert set(tracker.pull()) == {f"MIG-{number}" for number in range(1, 9)}
        # Four pages of two, and the ids of the same a second time.
        assert [query["fields"] == "created" for query in searches(server)] == [False] * 4 + [True] * 4
        assert not any("assignee" in query["fields"] for query in searches(server))
    connection = duckdb.connect()
    [loaded] = load_deliveries(connection, tracker.folder, dt.date(2024, 4, 1), home=tracker.home)
    assert (loaded.lines_read, loaded.rows_loaded, loaded.rows_rejected) == (8, 8, 0)
    row = connection.execute(
        "select title, created_at, resolved_at, is_blocking, source_file, source_line, citation "
        "from raw.issues where issue_id = 'MIG-8'"
    ).fetchone()
    assert row == (
        "Issue 8",
        dt.datetime(2024, 1, 1, 8),  # 09:00 at +01:00
        None,
        False,
        "landing/tracker/issues.csv",
        9,
        f"{tracker_url(tracker)}/browse/MIG-8",
    )


def tracker_url(tracker: Tracker) -> str:
    text = (tracker.folder / "delivery.yml").read_text()
    return next(line.split()[1] for line in text.splitlines() if line.startswith("  url:"))


def test_resolution_validation_reopening_and_blocking(tmp_path: Path, jira: FakeJira) -> None:
    jira.add(1, "2024-01-01T09:00:00.000+0100", **{**CUSTOM, "customfield_10050": {"value": "DigiD"}})
    for day, status in (
        (2, "Resolved"),
        (3, "Open"),
        (5, "Resolved"),
        (6, "In test"),
        (7, "Resolved"),
        (9, "Validated"),
    ):
        jira.move("MIG-1", f"2024-02-0{day}T23:30:00.000-0200", status)
    jira.add(2, "2024-01-01T09:00:00.000+0100", **CUSTOM, labels=["Blocks-Migration", "x"])
    jira.move("MIG-2", "2024-02-02T08:00:00.000+0000", "Resolved")
    jira.move("MIG-2", "2024-02-03T08:00:00.000+0000", "Open")
    jira.add(3, "2024-01-01T09:00:00.000+0100", **{**CUSTOM, "customfield_10021": [{"value": "Impediment"}]})
    jira.add(4, "2024-01-01T09:00:00.000+0100", "Validated", **CUSTOM, components=[{"name": "b"}, {"name": "a"}])
    rows = Tracker(tmp_path, jira.url).pull()
    # Last came into resolved or validated on 7 February, 23:30 at -02:00; was reopened on the 3rd and the 6th.
    assert rows["MIG-1"]["resolved_at"] == "2024-02-08 01:30:00Z"
    assert rows["MIG-1"]["validated_at"] == "2024-02-10 01:30:00Z"
    assert (rows["MIG-1"]["reopened_count"], rows["MIG-1"]["last_reopened_at"]) == ("2", "2024-02-07 01:30:00Z")
    assert rows["MIG-1"]["service_id"] == "DigiD"
    # Reopened and open: not resolved, whatever the past.
    assert (rows["MIG-2"]["resolved_at"], rows["MIG-2"]["reopened_count"]) == ("", "1")
    assert [rows[f"MIG-{number}"]["is_blocking"] for number in (1, 2, 3)] == ["false", "true", "true"]
    # Validated from the start, and nobody knows when: unknown.
    assert (rows["MIG-4"]["resolved_at"], rows["MIG-4"]["validated_at"]) == ("", "")
    assert rows["MIG-4"]["component"] == "a; b"


def test_without_declared_statuses_the_date_of_resolution_counts(tmp_path: Path, jira: FakeJira) -> None:
    jira.add(1, "2024-02-01T09:00:00.000+0000", "Closed", **CUSTOM, resolutiondate="2024-01-31T23:30:00.000-0100")
    tracker = Tracker(tmp_path, jira.url)
    declaration = tracker.folder / "delivery.yml"
    lines = [line for line in declaration.read_text().splitlines() if "_statuses" not in line]
    declaration.write_text("\n".join(lines))
    row = tracker.pull()["MIG-1"]
    assert (row["resolved_at"], row["validated_at"]) == ("2024-02-01 00:30:00Z", "")


def test_a_long_changelog_is_read_to_its_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_JIRA_TOKEN", TOKEN)
    monkeypatch.setenv("TEST_JIRA_USER", "robot")
    basic = base64.b64encode(f"robot:{TOKEN}".encode()).decode()
    with running_jira(f"Basic {basic}") as jira:
        jira.add(1, "2024-01-01T09:00:00.000+0100", **CUSTOM)
        jira.move("MIG-1", "2024-01-02T10:00:00.000+0000", "Resolved")
        # 120 moves within the resolved statuses: the only entry is older than what a search gives.
        for minute in range(120):
            at = f"2024-01-03T{10 + minute // 60}:{minute % 60:02}:00.000+0000"
            jira.move("MIG-1", at, ("Validated", "Resolved")[minute % 2])
        rows = Tracker(tmp_path, jira.url, "cloud", "  user_variable: TEST_JIRA_USER").pull()
        assert rows["MIG-1"]["resolved_at"] == "2024-01-02 10:00:00Z"
        assert sum("changelog" in path for path, _, _ in jira.requests) == 2  # pages of 100


def test_only_changes_are_asked_for_and_deletions_show_when_all_is_read(tmp_path: Path, jira: FakeJira) -> None:
    fill(jira, 9)
    tracker = Tracker(tmp_path, jira.url)
    tracker.pull()
    jira.requests.clear()
    jira.move("MIG-2", "2024-03-09T10:00:01.000+0000", "Resolved")
    jira.add(10, "2024-03-09T11:00:00.000+0000", **CUSTOM)
    del jira.issues["MIG-5"]
    rows = tracker.pull()
    # 9 March 10:00 less 14 hours for the time zone and 60 minutes of overlap.
    assert all('(project = MIG) AND updated >= "2024-03-08 19:00"' in query["jql"] for query in searches(jira))
    assert (len(rows), rows["MIG-2"]["status"]) == (10, "Resolved")
    assert "MIG-5" in rows and tracker.warnings == []
    # In Los Angeles 19:00 is eleven hours later than in UTC: MIG-8, of 8 March 10:00, is not asked for again.
    receipt = json.loads((tracker.landed / "pull.json").read_text())
    assert (receipt["is_full"], receipt["issues"], receipt["asked"]) == (False, 10, 3)
    tracker.pull()
    rows = tracker.pull()  # the third after the first: full
    assert "MIG-5" not in rows and len(rows) == 9
    assert tracker.warnings == ["tracker: 1 issues are no longer there: MIG-5"]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])  # +14, -11, 0
def test_no_change_is_missed_in_any_time_zone(tmp_path: Path, jira: FakeJira, zone: str) -> None:
    jira.time_zone = zone
    jira.add(1, "2024-03-09T10:00:00.000+0000", **CUSTOM)
    jira.add(2, "2024-03-09T09:59:00.000+0000", **CUSTOM)
    tracker = Tracker(tmp_path, jira.url)
    tracker.pull()
    # Written down by Jira only now, with a time just before the latest that we saw.
    jira.move("MIG-2", "2024-03-09T09:59:59.000+0000", "Resolved")
    assert tracker.pull()["MIG-2"]["status"] == "Resolved"


def test_another_query_or_field_is_read_in_full(tmp_path: Path, jira: FakeJira) -> None:
    fill(jira, 4)
    tracker = Tracker(tmp_path, jira.url)
    tracker.pull()
    tracker.declare(jira.url, more="    supplier_name: customfield_10060")
    jira.requests.clear()
    assert {row["supplier_name"] for row in tracker.pull().values()} == {"Supplier A"}
    assert "updated" not in searches(jira)[0]["jql"]


def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jira: FakeJira) -> Tracker:
    monkeypatch.setenv("TEST_JIRA_USER", "robot")
    return Tracker(tmp_path, jira.url, "cloud", "  user_variable: TEST_JIRA_USER")


@pytest.fixture
def cloud_jira(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeJira]:
    monkeypatch.setenv("TEST_JIRA_TOKEN", TOKEN)
    with running_jira(f"Basic {base64.b64encode(f'robot:{TOKEN}'.encode()).decode()}") as server:
        yield server


@pytest.mark.parametrize("also_created", [False, True])
def test_issues_deleted_between_two_pages_do_not_hide_others(
    tmp_path: Path, jira: FakeJira, also_created: bool
) -> None:
    fill(jira, 7)

    def delete_once() -> None:
        if jira.issues.pop("MIG-1", None) and also_created:
            # The number of issues stays the same.
            jira.add(8, "2024-03-09T10:00:00.000+0000", **CUSTOM)

    jira.after_page = delete_once
    rows = Tracker(tmp_path, jira.url).pull()
    # MIG-4 slipped from page two to page one: the second look finds it, and asks for it by its id.
    assert set(rows) == {f"MIG-{number}" for number in range(2, 9 if also_created else 8)}
    assert [query["jql"] for query in searches(jira) if "id in" in query["jql"]] == [
        "id in (10004) ORDER BY key ASC"
    ]


def test_issues_that_slip_between_the_tokens_of_the_cloud_are_found(
    tmp_path: Path, cloud_jira: FakeJira, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cloud_jira, 7)
    tracker = cloud(tmp_path, monkeypatch, cloud_jira)
    # Once from the pages, and once from the look at ids: neither is whole.
    slips = {"pages": "MIG-4", "ids": "MIG-2"}

    def slip(answer: dict[str, Any], query: dict[str, str]) -> None:
        of = "pages" if "expand" in query else "ids"
        if slips.get(of) in [issue["key"] for issue in answer["issues"]]:
            key = slips.pop(of)
            answer["issues"] = [issue for issue in answer["issues"] if issue["key"] != key]

    cloud_jira.misbehaves = {"/search/jql": slip}
    assert set(tracker.pull()) == {f"MIG-{number}" for number in range(1, 8)}


def test_the_end_is_said_and_not_guessed(
    tmp_path: Path, cloud_jira: FakeJira, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cloud_jira, 7)
    tracker = cloud(tmp_path, monkeypatch, cloud_jira)

    def without_token(answer: dict[str, Any], query: dict[str, str]) -> None:
        if answer.pop("nextPageToken", None):
            answer["isLast"] = False

    cloud_jira.misbehaves = {"/search/jql": without_token}
    with pytest.raises(BadInput, match="there is more after 3 issues, and not where"):
        tracker.pull()
    assert not tracker.landed.exists()


def test_a_first_pull_that_is_cut_short_says_so(tmp_path: Path, jira: FakeJira) -> None:
    fill(jira, 7)

    def cut_short(answer: dict[str, Any], query: dict[str, str]) -> None:
        if int(query["startAt"]) + len(answer["issues"]) > 4:
            answer["issues"] = answer["issues"][: max(0, 4 - int(query["startAt"]))]

    jira.misbehaves = {"/search": cut_short}
    tracker = Tracker(tmp_path, jira.url)
    with pytest.raises(BadInput, match="stops after 4 of the 7 issues that it promises") as error:
        tracker.pull()
    assert "It is the first pull" in str(error.value)
    assert not tracker.landed.exists()
    jira.misbehaves = {}
    assert len(tracker.pull()) == 7
    jira.misbehaves = {"/search": cut_short}
    with pytest.raises(BadInput, match="stops after 4 of the 7") as error:
        tracker.pull(full=True)
    assert "first pull" not in str(error.value) and len(tracker.rows()) == 7


def test_fewer_changes_than_promised_are_an_error(
    tmp_path: Path, cloud_jira: FakeJira, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(cloud_jira, 1)
    for minute in range(45):
        cloud_jira.move("MIG-1", f"2024-04-01T10:{minute:02}:00.000+0000", ("Resolved", "Open")[minute % 2])

    def fewer(answer: dict[str, Any], query: dict[str, str]) -> None:
        answer["values"] = answer["values"][:44]
        answer["isLast"] = True

    cloud_jira.misbehaves = {"/changelog": fewer}
    with pytest.raises(BadInput, match="44 of the 45 changes that are promised"):
        cloud(tmp_path, monkeypatch, cloud_jira).pull()


def test_it_waits_as_long_as_the_server_asks_and_backs_off(
    tmp_path: Path, jira: FakeJira, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "BACKOFF_FACTOR", 0.01)
    fill(jira, 2)
    jira.bad_days = [(429, {"Retry-After": "1"}, b"slow down"), (500, {}, b"oh"), (503, {}, b"oh"), (502, {}, b"")]
    waited: list[float] = []
    monkeypatch.setattr(urllib3.util.retry.time, "sleep", waited.append)
    assert len(Tracker(tmp_path, jira.url).pull()) == 2
    # What the server asks; then the factor times two to the number of failures before, and a little by chance.
    assert waited[0] == 1 and len(waited) == 4
    assert all(seconds >= least for seconds, least in zip(waited[1:], (0.02, 0.04, 0.08), strict=True))
    assert len(jira.requests) == 4 + 2


def test_an_answer_that_breaks_off_is_asked_for_again(tmp_path: Path, jira: FakeJira) -> None:
    fill(jira, 2)
    jira.bad_days = [(200, {"Content-Length": "5000"}, b'{"issues": [')]
    assert len(Tracker(tmp_path, jira.url).pull()) == 2


Break = Callable[[FakeJira, pytest.MonkeyPatch, Tracker], None]


def never_better(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    jira.bad_days = [(503, {}, b"maintenance")] * 20


def other_token(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    patch.setenv("TEST_JIRA_TOKEN", "an0ther-t0ken")


def bad_query(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    jira.bad_days = [(400, {}, b'{"errorMessages":["The value MIG does not exist for the field project."]}')]


def login_page(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    jira.bad_days = [(200, {}, b"<html><title>Log in</title>")]


def redirect(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    jira.bad_days = [(302, {"Location": f"{jira.url}/login"}, b"")]


def nothing_visible(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    jira.issues.clear()


def unknown_field(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    tracker.declare(jira.url, more="    supplier_name: customfield_99999")


def no_token(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    patch.delenv("TEST_JIRA_TOKEN")


def nobody_there(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    tracker.declare("http://127.0.0.1:9")


def wrong_deployment(jira: FakeJira, patch: pytest.MonkeyPatch, tracker: Tracker) -> None:
    jira.bad_days = [(200, {}, b'{"issues": [], "isLast": true}')]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (never_better, "still answers 503 after 3 attempts: maintenance"),
        (other_token, "refuses the token (401): no access with Bearer ***"),
        (bad_query, "The value MIG does not exist"),
        (login_page, "may be a login page"),
        (redirect, "redirects (302)"),
        (nothing_visible, "finds no issue any more; at the pull before there were 4"),
        (unknown_field, "no field 'customfield_99999'"),
        (no_token, "TEST_JIRA_TOKEN is empty"),
        (nobody_there, "can't be reached"),
        (wrong_deployment, "set deployment: cloud"),
    ],
)
def test_a_pull_that_fails_says_so_and_leaves_what_was_there(
    tmp_path: Path, jira: FakeJira, monkeypatch: pytest.MonkeyPatch, broken: Break, said: str
) -> None:
    monkeypatch.setattr(http, "RETRIES", 2)
    monkeypatch.setattr(http, "BACKOFF_FACTOR", 0.01)
    fill(jira, 4)
    tracker = Tracker(tmp_path, jira.url)
    before = tracker.pull()
    broken(jira, monkeypatch, tracker)
    with pytest.raises(FundamentError) as error:
        tracker.pull(full=True)
    assert said in str(error.value) and "to do:" in str(error.value)
    assert len(str(error.value).splitlines()) <= 4
    for secret in (TOKEN, "an0ther-t0ken"):
        assert secret not in str(error.value)
        assert not any(secret in path.read_text() for path in tracker.home.rglob("*") if path.is_file())
    assert tracker.rows() == before
    assert [path.name for path in tracker.landed.parent.iterdir()] == ["tracker"]


@pytest.mark.parametrize(
    "broken",
    [
        {"fields": {"updated": None}},
        {"fields": {}},
        {"fields": {**CUSTOM, "updated": "2024-03-01T10:00:00.000+0000", "created": "yesterday"}},
        {"fields": {**CUSTOM, "updated": "2024-03-01T10:00:00.000+0000", "status": "Open"}},
        {"changelog": {"histories": [{"id": "1", "created": "bad", "items": [{"field": "status"}]}]}},
    ],
)
def test_an_issue_that_is_none_is_named(tmp_path: Path, jira: FakeJira, broken: dict[str, Any]) -> None:
    fill(jira, 3)
    jira.issues["MIG-2"].update(broken)
    with pytest.raises(FundamentError, match="Issue 'MIG-2' is not as Jira's API gives it"):
        Tracker(tmp_path, jira.url).pull()


def test_a_pull_that_died_between_the_renames_is_recovered(tmp_path: Path, jira: FakeJira) -> None:
    fill(jira, 2)
    tracker = Tracker(tmp_path, jira.url)
    tracker.pull()
    tracker.landed.rename(tracker.landed.parent / ".tracker.old")
    (tracker.landed.parent / ".tracker.new").mkdir()
    jira.requests.clear()
    assert len(tracker.pull()) == 2
    assert "updated >=" in searches(jira)[0]["jql"], "the state of the pull before was lost"


def test_nobody_is_named(tmp_path: Path, jira: FakeJira) -> None:
    fill(jira, 1)
    jira.move("MIG-1", "2024-03-09T10:00:01.000+0000", "Resolved")
    tracker = Tracker(tmp_path, jira.url)
    tracker.pull()
    for path in tracker.landed.iterdir():
        assert "Somebody" not in path.read_text(), path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("jql: project = MIG", "jql: project = MIG order by created", "leave ORDER BY out"),
        ("url: http://127.0.0.1", "url: http://jira.example.org", "http:// would send the token unprotected"),
        ("url: http://127.0.0.1", "url: https://user:pw@jira.example.org", "does not belong in the YAML"),
        ("customfield_10050.value", "assignee.displayName", "about a person"),
        ("deployment: data_center", "deployment: cloud", "user_variable"),
        ("kind: jira", "kind: gira", "'gira'"),
        ("  page_size: 3", "  page_sise: 3", "page_sise"),
    ],
)
def test_a_declaration_that_can_not_work(tmp_path: Path, jira: FakeJira, old: str, new: str, said: str) -> None:
    tracker = Tracker(tmp_path, "http://127.0.0.1")
    declaration = tracker.folder / "delivery.yml"
    declaration.write_text(declaration.read_text().replace(old, new, 1))
    with pytest.raises(BadInput) as error:
        tracker.pull()
    assert said in str(error.value) and "delivery.yml, line" in str(error.value)


EXPORT = """\
Summary,Issue key,Issue id,Issue Type,Status,Priority,Assignee,Created,Resolved,Due Date,Component/s,Component/s,\
Labels,Labels,Labels,Comment,Comment
"Certificate expires, again",MIG-7,10007,Problem,Done,High,somebody,03/Mar/24 2:05 PM,04/Mar/24 12:30 AM,\
31/Dec/24,Network,Storage,a,b,,"01/Mar/24 9:00 AM;somebody;first line
second line",
Slow,MIG-8,10008,Problem,Open,Low,,05/Mar/24 9:00 AM,,,,,,,,,
"""


def test_the_export_that_the_documentation_shows(tmp_path: Path) -> None:
    documentation = (PROJECT_ROOT / "docs" / "connectors.md").read_text("utf-8")
    example = documentation.split("### Jira's own export")[1].split("```yaml\n")[1].split("```")[0]
    (tmp_path / "delivery.yml").write_text(example)
    (tmp_path / "jira.csv").write_text(EXPORT)
    connection = duckdb.connect()
    [loaded] = load_deliveries(connection, tmp_path, dt.date(2024, 4, 1))
    assert (loaded.lines_read, loaded.rows_loaded, loaded.rows_rejected) == (2, 2, 0)
    rows = connection.execute(
        "select issue_id, title, component, created_at, resolved_at, target_date, source_line from raw.issues"
    ).fetchall()
    assert rows == [
        (
            "MIG-7",
            "Certificate expires, again",
            "Network",
            # As the clock in Amsterdam shows it, in UTC.
            dt.datetime(2024, 3, 3, 13, 5),
            dt.datetime(2024, 3, 3, 23, 30),
            dt.date(2024, 12, 31),
            2,
        ),
        # The comment of the row before takes two lines.
        ("MIG-8", "Slow", None, dt.datetime(2024, 3, 5, 8), None, None, 4),
    ]
    (tmp_path / "delivery.yml").write_text(example.replace("Labels, ", ""))
    with pytest.raises(BadInput, match=r"Columns appear twice: 'Labels'"):
        load_deliveries(duckdb.connect(), tmp_path, dt.date(2024, 4, 1))


def test_a_delivery_that_was_never_pulled(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, "https://jira.example.org")
    with pytest.raises(BadInput, match="has not been pulled yet"):
        load_deliveries(duckdb.connect(), tracker.folder, dt.date(2024, 4, 1), home=tracker.home)
    assert Misconfigured.exit_code == 2
