"""What a running administration delivered before: every version of its files, with the days it was in force."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Version:
    """One content of one file, in force from the run that received it to the run that found it gone.

    `entry` is its place under `files` in the declaration. `received_on` is None for the first files of a
    delivery: they speak from the day that they are as at. Of a document only the content of today counts.
    `loaded_on` is the as-of date of the run that first published it.
    """

    delivery_id: str
    source: str
    file: str
    sha256: str
    declaration_sha256: str
    entry: int
    received_on: str | None = None
    replaced_on: str | None = None
    is_document: bool = False
    loaded_on: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two versions versions of one file."""
        return self.delivery_id, self.source, self.file

    def was_there_with(self, other: "Version") -> bool:
        """Whether there was a day on which both were in force."""
        latest_start = max(self.received_on or "", other.received_on or "")
        return all(each.replaced_on is None or latest_start < each.replaced_on for each in (self, other))

    @property
    def shown(self) -> str:
        """What it is called in the warehouse: with the day on which it was replaced, if it was."""
        return f"{self.file} (until {self.replaced_on})" if self.replaced_on else self.file

    @property
    def was_in_force(self) -> bool:
        """False where it came and went within one as-of date."""
        return self.replaced_on is None or self.received_on != self.replaced_on


def versions_as_of(
    recorded: list[Version], present: list[Version], as_of_date: dt.date, known: Iterable[str] = ()
) -> list[Version]:
    """The recorded versions brought up to date with the files that are present in a run as at a date.

    A content not seen before is received on that date, and what it replaces ends there; a file that is not
    present any more is withdrawn. In a run that is dated back a change is known from the last recorded date on:
    history is not written anew. The first files of a delivery speak from the day that they are as at, unless it is
    one of `known`: those of which a publication has said something before.
    """
    last: dict[str, str] = dict.fromkeys(known, "")
    for version in recorded:
        if version.is_document:
            continue
        dates = [date for date in (version.received_on, version.replaced_on, "") if date is not None]
        last[version.delivery_id] = max(last.get(version.delivery_id, ""), *dates)
    here = {version.key: version for version in present}
    result = []
    continued = set()
    for version in recorded:
        now = here.get(version.key)
        same = now is not None and (now.sha256, now.is_document) == (version.sha256, version.is_document)
        if version.replaced_on is None and now is not None and same:
            continued.add(version.key)
            # The declaration of today reads the file of today.
            version = replace(now, received_on=version.received_on, loaded_on=version.loaded_on)
        elif version.is_document:
            continue
        elif version.replaced_on is None:
            version = replace(version, replaced_on=max(as_of_date.isoformat(), last[version.delivery_id]))
        result.append(version)
    for version in present:
        if version.key not in continued:
            known_before = version.delivery_id in last and not version.is_document
            day = max(as_of_date.isoformat(), last[version.delivery_id]) if known_before else None
            result.append(replace(version, received_on=day, loaded_on=as_of_date.isoformat()))
    return [version for version in result if version.was_in_force]
