"""Delay along dependencies, flow of issues and earned schedule, worked out from the rows of the deliveries."""

import datetime as dt
import math
import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from graphlib import TopologicalSorter
from itertools import pairwise
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
    overdue: int = 0
    as_of: dt.date = dt.date.max

    @property
    def carried(self) -> int | None:
        """What it passes on: of what is overdue all the days since its original end, or its only plan."""
        if not self.overdue:
            return self.own_slip
        late = (self.as_of - self.baseline_end).days if self.baseline_end else self.overdue
        return max(late, self.own_slip or 0, 0) or None


def chain_slips(
    folder: Path, as_of: dt.date, slipped: str = "", days: int = 0
) -> dict[str, tuple[int | None, int | None]]:
    """Per service of any kind its own slip in days, and the larger of that and what its chain carries to it.

    What is late by itself passes that on along every link, less the room that the plan leaves between the two:
    the days from the one's original end, and the lag, to the other's. Room that is not known is none. The service
    `slipped` is `days` later than it is; where its delay is not known, they count from zero.
    """
    subjects = _subjects(folder, as_of)
    links = _links(folder, subjects)
    waits_for: dict[str, set[str]] = {name: set() for name in subjects}
    for needed, waiting in links:
        waits_for[waiting].add(needed)
    total: dict[str, int | None] = {}
    for name in TopologicalSorter(waits_for).static_order():
        own = subjects[name].carried
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
        if name == slipped:
            total[name] = (total[name] or 0) + days
    return {name: (subject.carried, total[name]) for name, subject in subjects.items()}


def own_delays(folder: Path, as_of: dt.date) -> dict[str, tuple[dt.date | None, int | None]]:
    """Per service of any kind its original end and its slip in days, by its own migrations."""
    return {name: (one.baseline_end, one.own_slip) for name, one in _subjects(folder, as_of).items()}


def _subjects(folder: Path, as_of: dt.date) -> dict[str, Subject]:
    migrations: dict[str, list[Row]] = defaultdict(list)
    for row in read(folder, "migrations"):
        migrations[row["service_id"]].append(row)
    subjects = {}
    for row in read(folder, "services"):
        all_of_it = migrations[row["service_id"]]
        mine = [m for m in all_of_it if m["status"] != "cancelled"]
        subject = Subject(is_cancelled=bool(all_of_it) and not mine, as_of=as_of)
        subject.is_done = bool(mine) and all(m["status"] == "completed" for m in mine)
        _own_delay(subject, mine, as_of)
        subjects[row["service_id"]] = subject
    return subjects


def _own_delay(subject: Subject, mine: list[Row], as_of: dt.date) -> None:
    """Original end and slip: from the last original to the last current end of the migrations that have both, or
    the start of one that has no two ends, whichever is later. With a migration of which nothing can be said it is
    late or unknown, never on time."""
    ends, slips, unknown = [], [], False
    for migration in mine:
        planned = day(migration, "forecast_end_date") or day(migration, "baseline_end_date")
        if migration["status"] != "completed" and not _ended(migration, as_of) and planned and planned < as_of:
            subject.overdue = max(subject.overdue, (as_of - planned).days)
        end = _original_and_current(migration, "end", as_of)
        start = _original_and_current(migration, "start", as_of)
        is_left = migration["status"] != "completed"
        if all(end):
            ends.append(end)
        elif all(start):
            if is_left or subject.is_done:
                slips.append(((start[1] - start[0]).days, end[0]))
        else:
            unknown |= is_left
    if ends:
        first, last = max(end[0] for end in ends), max(end[1] for end in ends)
        slips.append(((last - first).days, first))
    slip, baseline = max(slips, key=lambda late: late[0], default=(None, None))
    if slip is not None and (slip > 0 or not unknown):
        subject.own_slip, subject.baseline_end = slip, baseline
    else:
        originals = [_original_end(migration) for migration in mine]
        subject.baseline_end = max(originals) if originals and all(originals) else None


def _original_end(migration: Row) -> dt.date | None:
    """Where no baseline is delivered the only plan stands for it, unless the source says that it is late."""
    plan = None if migration.get("is_delay_stated") == "true" else day(migration, "forecast_end_date")
    return day(migration, "baseline_end_date") or plan


def _ended(migration: Row, as_of: dt.date) -> bool:
    actual = day(migration, "actual_end_date")
    return actual is not None and actual <= as_of and migration["status"] != "failed"


def _original_and_current(migration: Row, moment: str, as_of: dt.date) -> tuple[dt.date | None, dt.date | None]:
    actual = day(migration, f"actual_{moment}_date")
    if actual and (actual > as_of or (moment == "end" and migration["status"] == "failed")):
        actual = None
    return day(migration, f"baseline_{moment}_date"), actual or day(migration, f"forecast_{moment}_date")


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
    average_open_days: int | None = None
    open_over_30_days: int = 0
    open_over_90_days: int = 0
    awaiting_validation: int = 0


@dataclass
class Spell:
    """A time that an issue was open, or waited for validation: from a day until the day that it ended."""

    start: dt.date
    end: dt.date
    first_opened: dt.date
    is_blocking: bool


Weeks = dict[tuple[dt.date, str], Week]


def issue_flow(folder: Path, as_of: dt.date) -> Weeks:
    """Per Monday after a week and component: what was opened, resolved and validated, and what was open then.

    An issue with events has its history from them; the others are opened when created, and resolved and validated
    once. `total` is all components.
    """
    events: dict[str, list[Row]] = defaultdict(list)
    for row in read(folder, "issue_events"):
        events[row["issue_id"]].append(row)
    weeks: Weeks = defaultdict(Week)
    open_spells: dict[str, list[Spell]] = defaultdict(list)
    waiting_spells: dict[str, list[Spell]] = defaultdict(list)
    for row in read(folder, "issues"):
        logged = _in_order(events.get(row["issue_id"], []))
        history = [
            (on, kind)
            for at, kind in logged or _dates_as_events(row)
            if (on := dt.date.fromisoformat(at[:10])) <= as_of
        ]
        if not history:
            continue
        first = history[0][0]
        for place, (on, kind) in enumerate(history):
            next_on = history[place + 1][0] if place + 1 < len(history) else dt.date.max
            spell = Spell(on, next_on, first, row["is_blocking"] == "true")
            for component in (row["component"] or "none", "total"):
                week = weeks[_monday_after(on), component]
                setattr(week, kind, getattr(week, kind) + 1)
                if kind in ("opened", "reopened"):
                    open_spells[component].append(spell)
                elif kind == "resolved":
                    waiting_spells[component].append(spell)
    last = _monday_after(as_of)
    start = min((monday for monday, _ in weeks), default=last)
    mondays = [start + n * 7 * DAY for n in range((last - start).days // 7 + 1)]
    for component in open_spells:
        for monday, standing in _standing(open_spells[component], mondays):
            _stand(weeks[monday, component], standing, min(monday - DAY, as_of))
        for monday, standing in _standing(waiting_spells[component], mondays):
            weeks[monday, component].awaiting_validation = len(standing)
    return dict(weeks)


def _monday_after(on: dt.date) -> dt.date:
    return on + (7 - on.weekday()) * DAY


def _in_order(events: list[Row]) -> list[tuple[str, str]]:
    """The events of an issue as they came; reopened and resolved at one moment, it is then as it was before."""
    moments: dict[str, set[str]] = defaultdict(set)
    for event in events:
        moments[event["event_at"]].add(event["event_type"])
    found: list[tuple[str, str]] = []
    for at in sorted(moments):
        order = ["opened", "resolved", "validated", "reopened"]
        if found and found[-1][1] in ("resolved", "validated") and "opened" not in moments[at]:
            order = ["reopened", "resolved", "validated"]
        found += [(at, kind) for kind in order if kind in moments[at]]
    return found


def _dates_as_events(row: Row) -> list[tuple[str, str]]:
    names = (("created_at", "opened"), ("resolved_at", "resolved"), ("validated_at", "validated"))
    return [(row[column], kind) for column, kind in names if row[column]]


def _standing(spells: list[Spell], mondays: list[dt.date]) -> Iterator[tuple[dt.date, list[Spell]]]:
    """Per Monday the spells that have begun before it and have not ended before it."""
    spells.sort(key=lambda spell: spell.start)
    position = 0
    standing: list[Spell] = []
    for monday in mondays:
        while position < len(spells) and spells[position].start < monday:
            standing.append(spells[position])
            position += 1
        standing = [spell for spell in standing if spell.end >= monday]
        yield monday, standing


def _stand(week: Week, standing: list[Spell], measured_on: dt.date) -> None:
    ages = [(measured_on - spell.first_opened).days for spell in standing]
    week.open = len(ages)
    week.open_blocking = sum(spell.is_blocking for spell in standing)
    week.open_over_30_days = sum(age > 30 for age in ages)
    week.open_over_90_days = sum(age > 90 for age in ages)
    if ages:
        week.oldest_open_days = max(ages)
        week.average_open_days = math.floor(Fraction(sum(ages), len(ages)) + Fraction(1, 2))


@dataclass
class RunOut:
    """When the open blocking issues of a component are gone; None: no such day."""

    open_blocking: int
    weeks_observed: int
    earliest: dt.date | None = None
    expected: dt.date | None = None
    latest: dt.date | None = None


def run_out(weeks: Weeks, as_of: dt.date) -> dict[str, RunOut]:
    """Per component, at the mean weekly change of the last twelve weeks that were over, and 1.96 standard errors
    of that mean to either side."""
    found = {}
    for component in {component for _, component in weeks}:
        mondays = sorted(monday for monday, name in weeks if name == component)
        stock = [weeks[monday, component].open_blocking for monday in mondays]
        complete = sum(monday <= as_of + DAY for monday in mondays)
        changes = [after - before for before, after in pairwise([0, *stock])][:complete][-12:]
        result = RunOut(stock[-1], len(changes))
        mean = Fraction(sum(changes), len(changes)) if len(changes) >= 4 else Fraction(0)
        if stock[-1] and mean < 0 and 7 * stock[-1] < 36525 * -mean:
            error = statistics.stdev(changes) / math.sqrt(len(changes))
            result.expected = as_of + math.ceil(7 * stock[-1] / -mean) * DAY
            result.earliest = as_of + math.ceil(7 * stock[-1] / (1.96 * error - float(mean))) * DAY
            slowest = -float(mean) - 1.96 * error
            if slowest > 0 and 7 * stock[-1] / slowest < 36525:
                result.latest = as_of + math.ceil(7 * stock[-1] / slowest) * DAY
        found[component] = result
    return found


@dataclass
class Month:
    """The plan and what came of it by the end of a month, as earned schedule sees it."""

    planned: Fraction
    earned: Fraction | None = None
    es: Fraction | None = None
    actual_time: int | None = None
    spi: Fraction | None = None
    ieac: Fraction | None = None

    @property
    def sv(self) -> Fraction | None:
        """Schedule variance in months."""
        return None if self.es is None or self.actual_time is None else self.es - self.actual_time


def progress(folder: Path, as_of: dt.date, by_weight: bool) -> dict[dt.date, Month]:
    """Per first day after a month: planned and earned so far, and the earned schedule in months.

    The plan starts in the month of the first original start, or end where a migration has no start. ES is where
    the curve of the plan, straight between the ends of its months, reaches what is earned.
    """
    units = []
    for row in read(folder, "migrations"):
        end = _original_end(row)
        if row["status"] == "cancelled" or end is None:
            continue
        actual = day(row, "actual_end_date")
        value = Fraction(row["weight"]) if by_weight else Fraction(1)
        start = day(row, "baseline_start_date") or end
        units.append((_month(start), _month(end), _month(actual) if actual and actual <= as_of else None, value))
    first = min(start for start, _, _, _ in units)
    over = _month(as_of + DAY) - 1
    duration = max(end for _, end, _, _ in units) - first + 1
    budget = sum(value for *_, value in units)

    def planned_by(month: int) -> Fraction:
        return sum((value for _, end, _, value in units if end <= month), Fraction(0))

    def earned_by(month: int) -> Fraction:
        return sum((value for *_, actual, value in units if actual is not None and actual <= month), Fraction(0))

    curve = [planned_by(first + n - 1) for n in range(duration + 1)]
    months = {}
    finished: int | None = None
    earliest = min([first - 1, over, *(actual for _, _, actual, _ in units if actual is not None)])
    for number in range(earliest, max(over, first + duration - 1) + 1):
        month = Month(planned_by(number))
        if number <= over:
            month.earned = earned_by(number)
            if finished is None and month.earned == budget:
                finished = number
            month.actual_time = max(0, (number if finished is None else finished) - first + 1)
            # Nothing was due and nothing is done: there is nothing to measure.
            if month.planned or month.earned:
                month.es = _reached(curve, month.earned, month.actual_time)
                month.spi = month.es / month.actual_time if month.actual_time else None
            month.ieac = duration / month.spi if month.spi else None
        months[dt.date((number + 1) // 12, (number + 1) % 12 + 1, 1)] = month
    return months


def _month(on: dt.date) -> int:
    return on.year * 12 + on.month - 1


def _reached(curve: list[Fraction], earned: Fraction, now: int) -> Fraction:
    """The last month of which the plan is earned in whole, and the part of the next; of several months that have
    just as much planned the one nearest to now."""
    if earned in curve:
        return Fraction(
            min((n for n, planned in enumerate(curve) if planned == earned), key=lambda n: abs(n - now))
        )
    whole = max(n for n, planned in enumerate(curve) if planned <= earned)
    if whole == len(curve) - 1:
        return Fraction(whole)
    return whole + (earned - curve[whole]) / (curve[whole + 1] - curve[whole])
