"""Delay along dependencies, and the weekly flow of issues, worked out from the rows of the deliveries."""

import datetime as dt
import heapq
from collections import defaultdict
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from tests.independent.lawfulness import Row, day, read

DAY = dt.timedelta(days=1)
Links = dict[tuple[str, str], int | None]


@dataclass
class Subject:
    """A service of any kind, with what its migrations say of it."""

    baseline_end: dt.date | None = None
    own_slip: int | None = None
    is_done: bool = False
    is_cancelled: bool = False


def chain_slips(folder: Path, as_of: dt.date) -> dict[str, tuple[int | None, int | None]]:
    """Per service of any kind its own slip in days, and the larger of that and what its chain carries to it.

    What is late by itself passes that on along every link, less the room that the plan leaves between the two:
    the days from the one's original end, and the lag, to the other's. Room that is not known is none.
    """
    subjects = _subjects(folder, as_of)
    links = _links(folder, subjects)
    waits_for: dict[str, set[str]] = {name: set() for name in subjects}
    for needed, waiting in links:
        waits_for[waiting].add(needed)
    total: dict[str, int | None] = {}
    for name in TopologicalSorter(waits_for).static_order():
        own = subjects[name].own_slip
        known = [] if own is None else [own]
        for needed in waits_for[name]:
            start, lag = subjects[needed].baseline_end, links[needed, name]
            end, slip = subjects[name].baseline_end, total[needed]
            room = 0
            if start and end and lag is not None:
                room = max(0, (end - start).days - lag)
            if slip is not None and slip > room:
                known.append(slip - room)
        total[name] = max(known, default=None)
    return {name: (subject.own_slip, total[name]) for name, subject in subjects.items()}


def _subjects(folder: Path, as_of: dt.date) -> dict[str, Subject]:
    migrations: dict[str, list[Row]] = defaultdict(list)
    for row in read(folder, "migrations"):
        migrations[row["service_id"]].append(row)
    subjects = {}
    for row in read(folder, "services"):
        all_of_it = migrations[row["service_id"]]
        mine = [m for m in all_of_it if m["status"] != "cancelled"]
        subject = Subject(is_cancelled=bool(all_of_it) and not mine)
        slips = []
        for migration in mine:
            for moment in ("end", "start"):
                baseline, actual = (
                    day(migration, f"baseline_{moment}_date"),
                    day(migration, f"actual_{moment}_date"),
                )
                if actual and actual > as_of:
                    actual = None
                latest = actual or day(migration, f"forecast_{moment}_date")
                if baseline and latest:
                    slips.append((latest - baseline).days)
                    break
        subject.own_slip = max(slips, default=None)
        ends = [end for m in mine if (end := day(m, "baseline_end_date"))]
        subject.baseline_end = max(ends, default=None)
        subject.is_done = bool(mine) and all(m["status"] == "completed" for m in mine)
        subjects[row["service_id"]] = subject
    return subjects


def _links(folder: Path, subjects: dict[str, Subject]) -> Links:
    """The lag of each link, in the direction of the delay; two kinds of one link have the longer lag."""
    found: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    for row in read(folder, "dependencies"):
        pair = (row["from_id"], row["to_id"])
        if row["dependency_type"] in ("runs_on", "delivered_by"):
            pair = (row["to_id"], row["from_id"])
        found[pair].append(int(row["lag_days"]) if row["lag_days"] else None)
    for row in read(folder, "migrations"):
        if row["status"] not in ("cancelled", "completed") and row["to_platform_id"]:
            found.setdefault((row["to_platform_id"], row["service_id"]), []).append(None)
    links: Links = {}
    for (needed, waiting), lags in found.items():
        open_end = not subjects[waiting].is_done and not subjects[waiting].is_cancelled
        if open_end and not subjects[needed].is_cancelled:
            stated = [lag for lag in lags if lag is not None]
            links[needed, waiting] = max(stated, default=None)
    return links


@dataclass
class Week:
    """What happened to the issues of a component in a week, and how things stood at its end."""

    opened: int = 0
    reopened: int = 0
    resolved: int = 0
    validated: int = 0
    open: int = 0
    open_blocking: int = 0
    oldest_open_days: int | None = None


def issue_flow(folder: Path, as_of: dt.date) -> dict[tuple[dt.date, str], Week]:
    """Per Monday after a week and component: what was opened, resolved and validated, and what was open then.

    An issue with events has its history from them; the others are opened when created, and resolved and validated
    once. `total` is all components.
    """
    events: dict[str, list[Row]] = defaultdict(list)
    for row in read(folder, "issue_events"):
        events[row["issue_id"]].append(row)
    weeks: dict[tuple[dt.date, str], Week] = defaultdict(Week)
    spells: dict[str, list[tuple[dt.date, dt.date, dt.date, bool]]] = defaultdict(list)
    last = _monday_after(as_of)
    for row in read(folder, "issues"):
        components = (row["component"] or "none", "total")
        history = sorted(
            (event["event_at"], event["event_type"]) for event in events.get(row["issue_id"], ())
        ) or _dates_as_events(row)
        first = opened = None
        for at, kind in history:
            on = dt.date.fromisoformat(at[:10])
            if on > as_of:
                break
            for component in components:
                setattr(week := weeks[_monday_after(on), component], kind, getattr(week, kind) + 1)
            if kind in ("opened", "reopened"):
                opened, first = on, first or on
            elif kind == "resolved" and opened and first:
                for component in components:
                    spells[component].append((opened, on, first, row["is_blocking"] == "true"))
                opened = None
        if opened and first:
            for component in components:
                spells[component].append((opened, dt.date.max, first, row["is_blocking"] == "true"))
    start = min((monday for monday, _ in weeks), default=last)
    mondays = [start + n * 7 * DAY for n in range((last - start).days // 7 + 1)]
    for component, of_component in spells.items():
        _stand(weeks, component, of_component, mondays, as_of)
    return dict(weeks)


def _monday_after(on: dt.date) -> dt.date:
    return on + (7 - on.weekday()) * DAY


def _dates_as_events(row: Row) -> list[tuple[str, str]]:
    names = (("created_at", "opened"), ("resolved_at", "resolved"), ("validated_at", "validated"))
    return [(row[column], kind) for column, kind in names if row[column]]


def _stand(
    weeks: dict[tuple[dt.date, str], Week],
    component: str,
    spells: list[tuple[dt.date, dt.date, dt.date, bool]],
    mondays: list[dt.date],
    as_of: dt.date,
) -> None:
    """Count what is open at the end of each week, and find the oldest of it."""
    spells.sort()
    position = 0
    blocking_now = 0
    closing: list[tuple[dt.date, bool]] = []
    oldest: list[tuple[dt.date, dt.date]] = []
    for monday in mondays:
        while position < len(spells) and spells[position][0] < monday:
            _, closed, first, blocking = spells[position]
            heapq.heappush(closing, (closed, blocking))
            heapq.heappush(oldest, (first, closed))
            blocking_now += blocking
            position += 1
        while closing and closing[0][0] < monday:
            blocking_now -= heapq.heappop(closing)[1]
        while oldest and oldest[0][1] < monday:
            heapq.heappop(oldest)
        week = weeks[monday, component]
        week.open, week.open_blocking = len(closing), blocking_now
        week.oldest_open_days = (min(monday - DAY, as_of) - oldest[0][0]).days if oldest else None
