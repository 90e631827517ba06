"""One issue of Jira as a row of the canonical source `issues`.

Its moments are in UTC. Which issues there are, with their changes: `jira.py`.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from fundament.deliveries.declared.pulls import JiraPull


def moment(text: str) -> dt.datetime:
    """A moment of Jira, in UTC."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def row_of(record: dict[str, Any], pull: JiraPull) -> dict[str, Any]:
    """The canonical columns of an issue; what Jira does not know stays None."""
    fields = record["fields"]
    status = (fields.get("status") or {}).get("name")
    moves = [change for change in record["changes"] if change["field"] == "status"]
    validated = _words(pull.validated_statuses)
    resolved = _words(pull.resolved_statuses) | validated
    resolution_date = _in_utc(fields.get("resolutiondate"))
    if pull.resolved_statuses:
        resolved_at = _entered(moves, status, resolved) or (
            resolution_date if _word(status) in resolved and not moves else None
        )
        reopened = [
            move["at"] for move in moves if _word(move["from"]) in resolved and _word(move["to"]) not in resolved
        ]
    else:
        resolved_at = resolution_date
        reopened = [
            change["at"]
            for change in record["changes"]
            if change["field"] == "resolution" and change["from"] and not change["to"]
        ]
    row = {
        "issue_id": record["key"],
        "title": fields.get("summary"),
        "component": _joined(fields.get("components")),
        "severity": (fields.get("priority") or {}).get("name"),
        "is_blocking": _is_blocking(fields, pull),
        "status": status,
        "created_at": _in_utc(fields.get("created")),
        "target_date": fields.get("duedate"),
        "resolved_at": resolved_at,
        "validated_at": _entered(moves, status, validated),
        "jira_id": record["id"],
        "issue_type": (fields.get("issuetype") or {}).get("name"),
        "resolution": (fields.get("resolution") or {}).get("name"),
        "labels": _joined(fields.get("labels")),
        "updated_at": _in_utc(fields.get("updated")),
        "reopened_count": len(reopened),
        "last_reopened_at": _in_utc(reopened[-1]) if reopened else None,
        "citation": f"{pull.url}/browse/{record['key']}",
    }
    return {**row, **{column: value_at(fields, path) for column, path in pull.fields.items()}}


def value_at(fields: Any, path: str) -> str | None:
    """The value at a path such as `customfield_10050.value`; several values of a list are joined."""
    for step in path.split("."):
        if isinstance(fields, list):
            fields = [item.get(step) for item in fields if isinstance(item, dict)]
        else:
            fields = fields.get(step) if isinstance(fields, dict) else None
    return _joined(fields)


def _joined(value: Any) -> str | None:
    """Text of a value: an object by its name or value, a list by its sorted items."""
    if isinstance(value, list):
        return "; ".join(sorted(text for item in value if (text := _joined(item)))) or None
    if isinstance(value, dict):
        return _joined(value.get("name", value.get("value")))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)


def _entered(moves: Iterable[dict[str, Any]], status: str | None, region: set[str]) -> str | None:
    """When the issue last came into these statuses, where it is in one of them now."""
    if _word(status) not in region:
        return None
    entries = [move["at"] for move in moves if _word(move["to"]) in region and _word(move["from"]) not in region]
    return _in_utc(entries[-1]) if entries else None


def _is_blocking(fields: dict[str, Any], pull: JiraPull) -> bool | None:
    declared = pull.blocking
    tests: list[tuple[Any, Callable[[], bool]]] = [
        (declared.labels, lambda: bool(_words(declared.labels) & _words(fields.get("labels") or []))),
        (
            declared.priorities,
            lambda: _word((fields.get("priority") or {}).get("name")) in _words(declared.priorities),
        ),
        (
            declared.links,
            lambda: any(
                "outwardIssue" in link and _word(link["type"]["outward"]) in _words(declared.links)
                for link in fields.get("issuelinks") or []
            ),
        ),
        (
            declared.fields,
            lambda: any(
                _words(values) & _words((value_at(fields, path) or "").split("; "))
                for path, values in declared.fields.items()
            ),
        ),
    ]
    if not any(given for given, _ in tests):
        return None
    return any(holds() for given, holds in tests if given)


def _words(texts: Iterable[str]) -> set[str]:
    return {_word(text) for text in texts}


def _word(text: str | None) -> str:
    return (text or "").strip().casefold()


def _in_utc(text: str | None) -> str | None:
    return moment(text).strftime("%Y-%m-%d %H:%M:%SZ") if text else None
