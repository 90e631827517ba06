"""The versions that were published, and the bytes of their files.

`<home>/archive/objects/` holds the bytes by their SHA-256, `<home>/archive/<folder>/versions.json` says which of
them a file of the deliveries' folder had, and from which run to which. A run reads both, and a publication
writes them: what was refused was never said. Of a file that was replaced only the difference from the one that
took its place is kept.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from fundament.deliveries.found import packed
from fundament.deliveries.found.history import Version
from fundament.errors import BadInput

OBJECTS, PENDING, PACKED = "objects", "versions.json", ".packed"


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal. Raises `OSError` where it can't be read."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Archive:
    """That of one home and one folder of deliveries."""

    def __init__(self, home: Path, deliveries: Path) -> None:
        self._root = home / "archive"
        self._objects = self._root / OBJECTS
        # Another folder of deliveries has a history of its own.
        self.name = hashlib.sha256(str(deliveries.resolve()).encode()).hexdigest()[:16]
        self._folder = self._root / self.name
        self._build = home / "build"

    def recorded(self) -> list[Version]:
        """Versions as the last publication left them; none where there has been none.

        Raises `BadInput` where the list of them is damaged.
        """
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

    def object(self, sha256: str) -> Path:
        """Where the bytes with this SHA-256 are kept while a file in the folder has them."""
        return self._objects / sha256

    @contextmanager
    def opened(self, sha256: str, what: str) -> Iterator[Path]:
        """A file with these bytes, for the time of the context.

        Raises `BadInput` where they are gone, or others than they were.
        """
        whole = self.object(sha256)
        if whole.is_file():
            yield self._verified(whole, sha256, what)
            return
        self._build.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="unpacked-", dir=self._build) as folder:
            yield self._unpacked(sha256, what, Path(folder))

    def _unpacked(self, sha256: str, what: str, folder: Path) -> Path:
        """Unpack each file against the one that took its place, back from the last that is whole."""
        try:
            chain, needed = [], sha256
            while needed and not self.object(needed).is_file():
                if needed in chain:
                    raise packed.Damaged("packed against itself")
                chain.append(needed)
                needed = packed.packed_against(self._packed(needed)) or ""
            against = self._verified(self.object(needed), needed, what) if needed else None
            for each in reversed(chain):
                packed.unpack(self._packed(each), against, folder / each)
                self._verified(folder / each, each, what)
                if against and against.parent == folder:
                    against.unlink()
                against = folder / each
        except OSError as error:
            file = self._packed(chain[-1])
            raise self._damaged(f"{what} was delivered before, and the archive has it no more", file) from error
        return folder / sha256

    def _verified(self, file: Path, sha256: str, what: str) -> Path:
        if sha256_of(file) != sha256:
            raise self._damaged(f"{what} was delivered before, and the archive has it no more as it was", file)
        return file

    def _damaged(self, what: str, file: Path) -> BadInput:
        return BadInput(
            what,
            str(file),
            "Put the archive back from its backup. Without one, move "
            f"{self._folder / PENDING} away: history then begins anew, and earlier as-of dates are lost.",
        )

    def propose(self, versions: Iterable[Version]) -> None:
        """Write down what becomes history once the run is published."""
        self._build.mkdir(parents=True, exist_ok=True)
        (self._build / PENDING).write_text(json.dumps([asdict(v) for v in versions], indent=1) + "\n", "utf-8")

    def record(self) -> None:
        """Make the proposed versions history, and let go of bytes that no version needs any more."""
        pending = self._build / PENDING
        if not pending.is_file():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._folder / f".{PENDING}"
        shutil.copyfile(pending, unfinished)
        unfinished.replace(self._folder / PENDING)
        pending.unlink()
        every = [
            Version(**entry)
            for file in self._root.glob(f"*/{PENDING}")
            for entry in json.loads(file.read_text("utf-8"))
        ]
        needed = self._needed(every)
        for kept in self._objects.glob("*") if self._objects.is_dir() else ():
            if kept.is_file() and kept.name.removesuffix(PACKED) not in needed:
                kept.unlink()
        self._pack(every)

    def _needed(self, every: list[Version]) -> set[str]:
        """What versions name, and what that is packed against, whether a version names it or not."""
        needed = {version.sha256 for version in every} | {version.declaration_sha256 for version in every}
        added = needed
        while added:
            others = {
                packed.packed_against(self._packed(sha256))
                for sha256 in added
                if not self.object(sha256).is_file() and self._packed(sha256).is_file()
            }
            added = {other for other in others if other} - needed
            needed = needed | added
        return needed

    def _pack(self, every: list[Version]) -> None:
        """Keep of files that were replaced what the files that took their places do not have, the newest first."""
        here = {version.sha256 for version in every if version.replaced_on is None}
        here |= {version.declaration_sha256 for version in every}
        successors = {(*version.key, version.received_on): version.sha256 for version in every}
        for version in sorted(every, key=lambda version: version.replaced_on or "", reverse=True):
            whole = self.object(version.sha256)
            if version.sha256 in here or not whole.is_file():
                continue
            other = successors.get((*version.key, version.replaced_on))
            if other is None or other == version.sha256:
                self._pack_one(whole, None, None)
            else:
                with self.opened(other, version.file) as against:
                    self._pack_one(whole, against, other)

    def _pack_one(self, whole: Path, against: Path | None, other: str | None) -> None:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=self._objects) as folder:
            file, again = Path(folder) / "packed", Path(folder) / "again"
            packed.pack(whole, against, other, file)
            # Before the bytes go, they are seen to come back.
            packed.unpack(file, against, again)
            self._verified(again, whole.name, "A file")
            file.replace(self._packed(whole.name))
        whole.unlink()

    def _packed(self, sha256: str) -> Path:
        return self._objects / f"{sha256}{PACKED}"
