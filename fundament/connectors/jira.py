"""Issues out of Jira: what changed since the last pull, and from time to time everything.

One issue as a row: `jira_issue.py`. What a pull may say: `fundament.deliveries.declared.pulls`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fundament.connectors.answers import json_of
from fundament.connectors.jira_issue import moment, row_of
from fundament.connectors.landing import csv_file, write_receipt
from fundament.deliveries.declared.pulls import ISSUE_COLUMNS, MORE_ISSUE_COLUMNS, JiraPull
from fundament.deliveries.read.apart import Answers
from fundament.errors import BadInput

RECORDS, STATE = "issues.jsonl", "state.json"
FIELDS = (
    "summary",
    "status",
    "priority",
    "issuetype",
    "components",
    "labels",
    "created",
    "updated",
    "duedate",
    "resolution",
    "resolutiondate",
)
# A date in JQL is in the time zone of whom the token belongs to: at most 14 hours from UTC either way.
TIME_ZONE_MARGIN = dt.timedelta(hours=14)
# Jira Cloud gives at most this many changes of an issue with a search.
CHANGES_WITH_SEARCH = 40
ATTEMPTS = 3
IDS_PER_PAGE = 1000
SHOWN_KEYS = 10


@dataclass(frozen=True)
class State:
    """What the pulls before left: the latest change seen, by Jira's clock, and how many pulls ago all was read."""

    question: str
    high_water: str | None
    pulls_since_full: int


def pull_jira(pull: JiraPull, folder: Path, before: Path, full: bool = False) -> list[str]:
    """Fill the folder with `issues.csv` and the records it comes from; returns what deserves a warning.

    Raises `BadInput` where Jira finds no issue any more, and found some at the pull before.
    """
    server = Answers()
    question = _question(pull)
    state, records = _before(before)
    incremental = (
        not full
        and state is not None
        and state.question == question
        and state.high_water is not None
        and state.pulls_since_full + 1 < pull.full_pull_every
    )
    asked = pull.jql
    if incremental:
        assert state is not None and state.high_water is not None
        margin = TIME_ZONE_MARGIN + dt.timedelta(minutes=pull.overlap_minutes)
        since = moment(state.high_water) - margin
        asked = f'({pull.jql}) AND updated >= "{since:%Y-%m-%d %H:%M}"'
    changed = _search(server, pull, asked, is_first=not records)
    notes = []
    if incremental:
        kept = {**records, **changed}
    else:
        kept = changed
        if records and not changed and state is not None and state.question == question:
            raise BadInput(
                f"Jira finds no issue any more; at the pull before there were {len(records)}",
                pull.url,
                f"Check what the token in {pull.token_variable} may see. If it is true, remove {before}.",
            )
        if state is not None and state.question == question and (gone := sorted(records.keys() - changed.keys())):
            keys = ", ".join(records[issue_id]["key"] for issue_id in gone[:SHOWN_KEYS])
            notes.append(f"{len(gone)} issues are no longer there: {keys}{' …' if len(gone) > SHOWN_KEYS else ''}")
    _check_fields(pull, kept)
    _write(pull, folder, kept)
    updates = [record["fields"]["updated"] for record in kept.values()]
    new = State(
        question,
        max(updates, key=moment) if updates else None,
        state.pulls_since_full + 1 if incremental and state else 0,
    )
    (folder / STATE).write_text(json.dumps(vars(new)) + "\n", "utf-8")
    write_receipt(
        folder, "jira", [pull.url], notes, jql=asked, is_full=not incremental, issues=len(kept), asked=len(changed)
    )
    return notes


def _question(pull: JiraPull) -> str:
    """What makes records comparable with those of the pull before: the server, the query and the fields."""
    return hashlib.sha256(json.dumps([pull.url, pull.jql, _fields(pull)]).encode()).hexdigest()


def _fields(pull: JiraPull) -> list[str]:
    declared = [path.split(".")[0] for path in (*pull.fields.values(), *pull.blocking.fields)]
    links = ["issuelinks"] if pull.blocking.links else []
    return list(dict.fromkeys([*FIELDS, *links, *declared]))


def _before(folder: Path) -> tuple[State | None, dict[str, dict]]:
    """The state and the records of the pull before; none where they can't be used."""
    if not (folder / STATE).is_file() or not (folder / RECORDS).is_file():
        return None, {}
    try:
        state = State(**json.loads((folder / STATE).read_text("utf-8")))
        with (folder / RECORDS).open(encoding="utf-8") as stream:
            return state, {record["id"]: record for record in map(json.loads, stream)}
    except (ValueError, TypeError, KeyError):
        return None, {}


def _search(server: Answers, pull: JiraPull, jql: str, is_first: bool) -> dict[str, dict]:
    """Every issue that the query finds, by its id, with all its changes of status and resolution.

    What comes or goes while the pages are turned makes others slip from page to page. So a second look asks
    for ids alone: what was missed is asked for by its id, and what two looks do not find is gone.
    """
    found = _read(server, pull, jql)
    absent: set[str] = set()
    there: set[str] = set()
    promised: int | None = None
    for _ in range(ATTEMPTS):
        there, promised = _look(server, pull, jql)
        missed = sorted(there - found.keys(), key=int)
        for start in range(0, len(missed), pull.page_size):
            found |= _read(server, pull, f"id in ({', '.join(missed[start : start + pull.page_size])})")
        gone = found.keys() - there
        if promised in (None, len(there)) and gone == absent:
            return {issue_id: record for issue_id, record in found.items() if issue_id not in gone}
        absent = gone
    first = "It is the first pull: there are no issues of before to go on with. " if is_first else ""
    if promised not in (None, len(there)):
        raise BadInput(
            f"Jira stops after {len(there)} of the {promised} issues that it promises, {ATTEMPTS} times",
            pull.url,
            f"{first}Look at the limits of the server and at what the token may see; then try again.",
        )
    raise BadInput(
        f"The issues shift while the pages are read, {ATTEMPTS} times: now {len(there)} of {len(found)}",
        pull.url,
        f"{first}Try again later, or with a larger page_size.",
    )


def _read(server: Answers, pull: JiraPull, jql: str) -> dict[str, dict]:
    found: dict[str, dict] = {}
    for page in _pages(server, pull, _parameters(pull, jql)):
        for issue in page["issues"]:
            with _as_documented(issue, pull):
                if issue["id"] not in found:
                    found[issue["id"]] = _record(server, pull, issue)
    return found


def _look(server: Answers, pull: JiraPull, jql: str) -> tuple[set[str], int | None]:
    """The ids that the query finds now, and how many the server promises; Cloud promises nothing."""
    parameters: dict[str, str | int]
    parameters = {"jql": f"{jql} ORDER BY key ASC", "fields": "created", "maxResults": IDS_PER_PAGE}
    there: set[str] = set()
    promised = None
    for page in _pages(server, pull, parameters):
        promised = page.get("total")
        for issue in page["issues"]:
            with _as_documented(issue, pull):
                there.add(issue["id"])
    return there, promised


def _pages(server: Answers, pull: JiraPull, parameters: dict[str, str | int]) -> Iterator[dict[str, Any]]:
    return (_cloud_pages if pull.deployment == "cloud" else _numbered_pages)(server, pull, parameters)


def _numbered_pages(server: Answers, pull: JiraPull, parameters: dict[str, str | int]) -> Iterator[dict[str, Any]]:
    start = 0
    while True:
        page = _page(json_of(server, f"{pull.url}/rest/api/2/search", {**parameters, "startAt": start}), pull)
        yield page
        # The server may give fewer than were asked for.
        start += len(page["issues"])
        if not page["issues"] or start >= page["total"]:
            return


def _cloud_pages(server: Answers, pull: JiraPull, parameters: dict[str, str | int]) -> Iterator[dict[str, Any]]:
    token = None
    seen = set()
    read = 0
    while True:
        asked = {**parameters, "nextPageToken": token} if token else parameters
        page = _page(json_of(server, f"{pull.url}/rest/api/3/search/jql", asked), pull)
        yield page
        read += len(page["issues"])
        token = page.get("nextPageToken")
        if page.get("isLast") is False and not token:
            raise BadInput(
                f"Jira says that there is more after {read} issues, and not where (isLast: false, no token)",
                pull.url,
                "Try again later.",
            )
        if page.get("isLast") or not token:
            return
        if token in seen:
            raise BadInput("Jira gives the same page again and again", pull.url, "Try again later.")
        seen.add(token)


def _parameters(pull: JiraPull, jql: str) -> dict[str, str | int]:
    # By key: a change while the pages are turned does not move an issue to another page.
    return {
        "jql": f"{jql} ORDER BY key ASC",
        "fields": ",".join(_fields(pull)),
        "expand": "changelog",
        "maxResults": pull.page_size,
    }


def _page(answer: Any, pull: JiraPull) -> dict[str, Any]:
    if not isinstance(answer, dict) or not isinstance(answer.get("issues"), list):
        raise BadInput("The answer is no page of issues", pull.url, "Check url and deployment of the pull.")
    if pull.deployment == "data_center" and not isinstance(answer.get("total"), int):
        raise BadInput("The answer has no total", pull.url, "Is this Jira Cloud? Then set deployment: cloud.")
    return answer


def _record(server: Answers, pull: JiraPull, issue: dict[str, Any]) -> dict[str, Any]:
    """What is kept of an issue: its fields, and its changes of status and resolution, without who made them."""
    changelog = issue.get("changelog") or {}
    histories = changelog.get("histories") or []
    total = changelog.get("total")
    if (total is None and len(histories) >= CHANGES_WITH_SEARCH) or (total is not None and total > len(histories)):
        histories = list(_changes(server, pull, issue["key"]))
    changes = []
    for history in histories:
        for item in history.get("items") or []:
            if str(item.get("field", "")).lower() in ("status", "resolution"):
                changes.append(
                    {
                        "id": str(history["id"]),
                        "at": history["created"],
                        "field": item["field"].lower(),
                        "from": item.get("fromString"),
                        "to": item.get("toString"),
                    }
                )
    changes.sort(key=lambda change: (moment(change["at"]), int(change["id"])))
    fields = {name: issue["fields"][name] for name in _fields(pull) if name in issue["fields"]}
    # Without it no later pull would know what has changed since.
    moment(fields["updated"])
    return {"id": issue["id"], "key": issue["key"], "fields": fields, "changes": changes}


@contextmanager
def _as_documented(issue: Any, pull: JiraPull) -> Iterator[None]:
    """Raises `BadInput` with the issue where something of it is not what Jira's API gives."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        key = issue.get("key") if isinstance(issue, dict) else issue
        raise BadInput(
            f"Issue {key!r} is not as Jira's API gives it: {type(error).__name__}, {error}",
            pull.url,
            "Look at the issue's fields and changes in Jira; leave it out by jql if need be.",
        ) from error


def _changes(server: Answers, pull: JiraPull, key: str) -> Iterator[dict[str, Any]]:
    """All changes of one issue, where the search gave only the latest."""
    if pull.deployment == "data_center":
        answer = json_of(
            server, f"{pull.url}/rest/api/2/issue/{key}", {"expand": "changelog", "fields": "summary"}
        )
        histories = answer["changelog"]["histories"]
        if len(histories) < answer["changelog"].get("total", len(histories)):
            raise ValueError(f"{len(histories)} of the {answer['changelog']['total']} changes that are promised")
        yield from histories
        return
    start = 0
    while True:
        url = f"{pull.url}/rest/api/3/issue/{key}/changelog"
        page = json_of(server, url, {"startAt": start, "maxResults": 100})
        yield from page["values"]
        start += len(page["values"])
        if page.get("isLast", not page["values"]) or start >= page.get("total", start + 1):
            if start < page.get("total", start):
                raise ValueError(f"{start} of the {page['total']} changes that are promised")
            return
        if not page["values"]:
            raise ValueError("an empty page of changes, and it is not the last")


def _check_fields(pull: JiraPull, records: dict[str, dict]) -> None:
    """A field that no issue has is a mistake in the YAML, and not an empty column."""
    for path in (*pull.fields.values(), *pull.blocking.fields):
        name = path.split(".")[0]
        if records and not any(name in record["fields"] for record in records.values()):
            raise BadInput(
                f"Jira gives no field {name!r}", pull.url, "Correct the name under fields or blocking of the pull."
            )


def _write(pull: JiraPull, folder: Path, records: dict[str, dict]) -> None:
    ordered = sorted(records.values(), key=lambda record: int(record["id"]))
    with (folder / RECORDS).open("w", encoding="utf-8") as stream:
        for record in ordered:
            # Numbers in custom fields are Decimals.
            stream.write(json.dumps(record, ensure_ascii=False, default="{:f}".format) + "\n")
    columns = list(dict.fromkeys([*ISSUE_COLUMNS, *MORE_ISSUE_COLUMNS, *pull.fields, "citation"]))
    with csv_file(folder / "issues.csv", columns) as write:
        for record in ordered:
            with _as_documented(record, pull):
                write(row_of(record, pull))
