"""Releases in the Open Contracting Data Standard: read, grouped by process, merged, and written as rows.

What is asked of a release before: `ocds_shape.py`. Which rows a merged process becomes: `ocds_rows.py`.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from fundament.connectors.landing import csv_file, write_receipt
from fundament.connectors.ocds_rows import COLUMNS, Process, Rows
from fundament.connectors.ocds_shape import NotOcds, records_of, refuse_other_shapes, take_out_what_merging_loses
from fundament.deliveries.declared.pulls import REJECT_REASON, SKIP_REASON, OcdsPull
from fundament.deliveries.found.location import refuse_slow
from fundament.deliveries.read.apart import Answers, reading
from fundament.deliveries.read.formats.json_text import Unreadable, parse_json, place_of_what_is_unreadable
from fundament.errors import BadInput

# As the release schema says; written down here, so that no schema has to be fetched. Other lists merge by `id`.
MERGE_RULES = {
    ("id",): "omitWhenMerged",
    ("date",): "omitWhenMerged",
    ("tag",): "omitWhenMerged",
    ("parties", "additionalIdentifiers"): "wholeListMerge",
    ("contracts", "amendments", "changes"): "wholeListMerge",
    ("contracts", "amendments", "rationaleClassifications"): "wholeListMerge",
    ("contracts", "items", "additionalClassifications"): "wholeListMerge",
    ("awards", "items", "additionalClassifications"): "wholeListMerge",
    ("tender", "items", "additionalClassifications"): "wholeListMerge",
}


@dataclass
class _Found:
    """The releases of one process, and what is to be said of it when it can't be mapped."""

    releases: list[dict[str, Any]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    where: str = ""
    problem: str = ""
    # Awards whose contract is a rejected row already.
    awards: set[str] = field(default_factory=set)


def pull_ocds(pull: OcdsPull, folder: Path, delivery_folder: Path) -> list[str]:
    """Fill the folder with contracts, amendments and spend; what can't be mapped is a row that says why."""
    processes: dict[str, _Found] = {}
    problems: list[tuple[str, str]] = []
    lost: list[tuple[str, str, str]] = []
    received: list[str] = []
    releases = repeated = 0
    for name, body in _bodies(pull, folder, delivery_folder):
        received.append(name)
        for where, release in _releases(name, body, problems):
            releases += 1
            ocid = release.get("ocid")
            if not isinstance(ocid, str) or not ocid:
                problems.append((where, "a release without an ocid"))
                reason = "its release has no ocid"
                lost += [(source, f"{where} {place}", reason) for source, place in records_of(release)]
                continue
            found = processes.setdefault(ocid, _Found(where=where))
            content = hashlib.sha256(json.dumps(release, sort_keys=True, default=str).encode()).hexdigest()
            if content in found.seen:
                repeated += 1
                continue
            found.seen.add(content)
            found.releases.append(release)
            try:
                refuse_other_shapes(release)
            except NotOcds as error:
                found.problem = f"{where}: {error}"
                continue
            for each in take_out_what_merging_loses(release):
                lost.append((each.source, f"{where}, {ocid} {each.place}", each.reason))
                found.awards.add(each.award)
    rows = Rows(pull)
    for source, citation, reason in lost:
        rows.reject(source, citation, reason)
    for where, reason in problems:
        rows.contracts.append({"citation": where, REJECT_REASON: reason})
    with ExitStack() as files:
        write = {
            source: files.enter_context(csv_file(folder / f"{source}.csv", [*columns, REJECT_REASON, SKIP_REASON]))
            for source, columns in COLUMNS.items()
        }

        def write_waiting() -> None:
            for source in ("contract_amendments", "contract_spend"):
                for row in rows.take(source):
                    write[source](row)

        write_waiting()
        for ocid, found in processes.items():
            try:
                rows.add(_merge(ocid, found))
            except _CanNotMerge as error:
                rows.contracts.append({"citation": f"{found.where}, {ocid}", REJECT_REASON: str(error)})
            write_waiting()
        for row in rows.finished_contracts():
            write["contracts"](row)
    write_receipt(folder, "ocds", received, [], releases=releases, repeated=repeated, processes=len(processes))
    return []


def _bodies(pull: OcdsPull, folder: Path, delivery_folder: Path) -> Iterator[tuple[str, bytes]]:
    """The bytes of every file and every answer; answers are kept beside the landed files."""
    root = delivery_folder.resolve()
    for pattern in pull.paths:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise BadInput(f"{pattern!r} leaves the delivery's folder", str(root), "Put the files in the folder.")
        refuse_slow(pattern, root)
        matches = sorted(path for path in root.glob(pattern) if path.is_file())
        if not matches:
            raise BadInput(f"No file matches {pattern!r}", str(root), "Deliver it, or correct paths of the pull.")
        for path in matches:
            if not path.resolve().is_relative_to(root):
                raise BadInput(f"{path.name!r} leads out of the folder", str(root), "Put the file itself there.")
            name = path.relative_to(root).as_posix()
            reading(name)
            yield name, path.read_bytes()
    server = Answers()
    asked: set[str] = set()
    for url in pull.urls:
        following: str | None = url
        while following and following not in asked:
            asked.add(following)
            body = server.get(following)
            (folder / f"answer-{len(asked):04}.json").write_bytes(body)
            yield following, body
            following = _next(following, body)


def _next(url: str, body: bytes) -> str | None:
    """The next package of a publisher that gives its releases page by page; never on another server."""
    try:
        links = json.loads(body).get("links")
    except (ValueError, AttributeError, RecursionError):
        return None
    given = links.get("next") if isinstance(links, dict) else None
    if not given:
        return None
    following = urljoin(url, given)
    if urlsplit(following)[:2] != urlsplit(url)[:2]:
        raise BadInput(f"The next page lies on another server: {following}", url, "Name that one under urls.")
    return following


def _releases(name: str, body: bytes, problems: list[tuple[str, str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every release with where it stands: of a package, of records, of a list, or one a line."""
    text = body.decode("utf-8-sig", errors="strict") if _is_utf8(body) else None
    if text is None:
        raise BadInput("The file is not UTF-8, as JSON must be", name, "Save it as UTF-8.")
    try:
        documents = [("", parse_json(text))]
    except Unreadable as error:
        raise _no_json(error, name, place_of_what_is_unreadable(text)) from None
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) < 2 or not _is_object(lines[0][1]):
            raise _no_json(error, name, error.lineno) from None
        documents = [(f" line {number}", _line(name, number, line)) for number, line in lines]
    for place, document in documents:
        yield from _of_document(f"{name}{place}", document, problems)


def _no_json(error: Exception, name: str, line: int | None) -> BadInput:
    return BadInput(f"No JSON: {error}", f"{name}, line {line}" if line else name, "Deliver the whole file.")


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_object(line: str) -> bool:
    try:
        return isinstance(parse_json(line), dict)
    except Unreadable:
        # It is JSON by its signs; what is wrong with it is said with its line.
        return True
    except json.JSONDecodeError:
        return False


def _line(name: str, number: int, line: str) -> Any:
    try:
        return parse_json(line)
    except (Unreadable, json.JSONDecodeError) as error:
        raise _no_json(error, name, number) from None


def _of_document(
    where: str, document: Any, problems: list[tuple[str, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(document, list):
        for number, item in enumerate(document):
            yield from _of_document(f"{where} [{number}]", item, problems)
    elif not isinstance(document, dict):
        problems.append((where, "not an object of OCDS"))
    elif isinstance(document.get("releases"), list) and "ocid" not in document:
        for number, release in enumerate(document["releases"]):
            if isinstance(release, dict):
                yield f"{where} releases[{number}]", release
            else:
                problems.append((f"{where} releases[{number}]", "not an object of OCDS"))
    elif isinstance(document.get("records"), list):
        for number, record in enumerate(document["records"]):
            yield from _of_record(f"{where} records[{number}]", record, problems)
    elif "ocid" in document and ("compiledRelease" in document or isinstance(document.get("releases"), list)):
        yield from _of_record(where, document, problems)
    elif "ocid" in document or "tag" in document:
        yield where, document
    else:
        problems.append((where, "neither a release, nor a record, nor a package of these"))


def _of_record(where: str, record: Any, problems: list[tuple[str, str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The releases that a record embeds; else the one it compiled them to. A link to a release is no release."""
    if not isinstance(record, dict):
        problems.append((where, "not an object of OCDS"))
        return
    releases = record.get("releases") or []
    embedded = [release for release in releases if isinstance(release, dict) and "ocid" in release]
    if embedded and len(embedded) == len(releases):
        for number, release in enumerate(embedded):
            yield f"{where} releases[{number}]", release
    elif isinstance(record.get("compiledRelease"), dict):
        yield f"{where} compiledRelease", record["compiledRelease"]
    else:
        problems.append((where, "a record with links instead of releases"))


class _CanNotMerge(Exception):
    """Why the releases of a process can't be put in order or together."""


def _merge(ocid: str, found: _Found) -> Process:
    """The releases of a process merged in the order of their dates, and what was known after each of them."""
    from ocdsmerge.exceptions import OCDSMergeError
    from ocdsmerge.merge import CompiledRelease

    if found.problem:
        raise _CanNotMerge(found.problem)
    dated: list[tuple[dt.datetime, int, dict[str, Any]]] = []
    for release in found.releases:
        date = release.get("date")
        try:
            moment = dt.datetime.fromisoformat(str(date))
        except ValueError:
            if len(found.releases) > 1:
                raise _CanNotMerge(f"the releases can't be put in order: date {date!r}") from None
            moment = dt.datetime.min
        # A date without a time zone can only be compared as if it were UTC.
        dated.append((moment.replace(tzinfo=None) - (moment.utcoffset() or dt.timedelta()), len(dated), release))
    merged = CompiledRelease(merge_rules=MERGE_RULES)
    states = []
    for _, _, release in sorted(dated, key=lambda entry: entry[:2]):
        try:
            merged.append(release)
            states.append((str(release.get("id")), merged.asdict()))
        except (OCDSMergeError, TypeError, AttributeError, KeyError) as error:
            raise _CanNotMerge(f"the releases can't be merged: {error}") from None
    return Process(ocid, found.where, states, frozenset(found.awards))
