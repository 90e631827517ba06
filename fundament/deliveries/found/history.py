"""What a running administration delivered before: every version of its files, with the days it was in force.

`<home>/archive/objects/` holds the bytes by their SHA-256, `<home>/archive/<folder>/versions.json` says which of
them a file of the deliveries' folder had, and from which run to which. A run reads both, and a publication
writes them: what was refused was never said.
"""

import datetime as dt
import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from fundament.errors import BadInput

OBJECTS = "objects"
PENDING = "versions.json"


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
    def was_in_force(self) -> bool:
        """False where it came and went within one as-of date."""
        return self.replaced_on is None or self.received_on != self.replaced_on


def versions_as_of(recorded: list[Version], present: list[Version], as_of_date: dt.date) -> list[Version]:
    """The recorded versions brought up to date with the files that are present in a run as at a date.

    A content not seen before is received on that date, and what it replaces ends there; a file that is not
    present any more is withdrawn. In a run that is dated back a change is known from the last recorded date on:
    history is not written anew.
    """
    last: dict[str, str] = {}
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


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Archive:
    """The versions that were published, and their bytes."""

    def __init__(self, home: Path, deliveries: Path) -> None:
        self._root = home / "archive"
        self._objects = self._root / OBJECTS
        # Another folder of deliveries has a history of its own.
        self._folder = self._root / hashlib.sha256(str(deliveries.resolve()).encode()).hexdigest()[:16]
        self._pending = home / "build" / PENDING

    def recorded(self) -> list[Version]:
        """Versions as the last publication left them; none where there has been none."""
        file = self._folder / PENDING
        if not file.is_file():
            return []
        try:
            return [Version(**entry) for entry in json.loads(file.read_text("utf-8"))]
        except (ValueError, TypeError) as error:
            raise self._damaged("What was delivered when can't be read", file) from error

    def keep(self, file: Path) -> tuple[Path, str]:
        """Have a file in the archive; return the copy, which nobody writes to any more, and its SHA-256."""
        sha256 = sha256_of(file)
        if not self.object(sha256).is_file():
            self._objects.mkdir(parents=True, exist_ok=True)
            unfinished = self._objects / f".unfinished-{os.getpid()}"
            shutil.copyfile(file, unfinished)
            # What was copied counts: somebody may have written to the file since.
            sha256 = sha256_of(unfinished)
            unfinished.replace(self.object(sha256))
        return self.object(sha256), sha256

    def whole_object(self, sha256: str, what: str) -> Path:
        """The bytes with this SHA-256. Raises `BadInput` where they are gone, or others than they were."""
        file = self.object(sha256)
        if not file.is_file() or sha256_of(file) != sha256:
            raise self._damaged(f"{what} was delivered before, and the archive has it no more as it was", file)
        return file

    def _damaged(self, what: str, file: Path) -> BadInput:
        return BadInput(
            what,
            str(file),
            "Put the archive back from its backup. Without one, move "
            f"{self._folder / PENDING} away: history then begins anew, and earlier as-of dates are lost.",
        )

    def object(self, sha256: str) -> Path:
        """Where the bytes with this SHA-256 are kept."""
        return self._objects / sha256

    def propose(self, versions: Iterable[Version]) -> None:
        """Write down what becomes history once the run is published."""
        self._pending.parent.mkdir(parents=True, exist_ok=True)
        self._pending.write_text(json.dumps([asdict(v) for v in versions], indent=1) + "\n", "utf-8")

    def record(self) -> None:
        """Make the proposed versions history, and let go of bytes that no version names any more."""
        if not self._pending.is_file():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._folder / f".{PENDING}"
        shutil.copyfile(self._pending, unfinished)
        unfinished.replace(self._folder / PENDING)
        self._pending.unlink()
        named = set()
        for file in self._root.glob(f"*/{PENDING}"):
            for entry in json.loads(file.read_text("utf-8")):
                named |= {entry["sha256"], entry["declaration_sha256"]}
        for kept in self._objects.glob("*") if self._objects.is_dir() else ():
            if kept.name not in named:
                kept.unlink()
