"""What lies in the folder of the deliveries, and is it complete: for whoever starts a run on arrival."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fundament.deliveries.declared.declaration import read_deliveries
from fundament.deliveries.found.location import HIDDEN, UNFINISHED
from fundament.errors import BadInput


@dataclass(frozen=True)
class Folder:
    """A state of the folder: a hash over the path, size and time of change of its files, and what is awaited."""

    state: str
    missing_markers: tuple[str, ...]


def look(folder: Path) -> Folder:
    """The state of the folder at this moment; contents are not read."""
    entries = []
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(HIDDEN) for part in path.relative_to(folder).parts):
            continue
        if path.name.casefold().endswith(UNFINISHED):
            continue
        try:
            status = path.stat()
        except OSError:
            # Gone between listing and looking: the next look tells.
            continue
        if path.is_file():
            entries.append(f"{path.relative_to(folder).as_posix()}\0{status.st_size}\0{status.st_mtime_ns}")
    return Folder(hashlib.sha256("\n".join(entries).encode()).hexdigest(), _missing_markers(folder))


def _missing_markers(folder: Path) -> tuple[str, ...]:
    """Markers that deliveries declare as their sign of completeness, and that are not there."""
    try:
        deliveries = read_deliveries(folder)
    except BadInput:
        # The run that follows says what is wrong with a declaration.
        return ()
    return tuple(
        (path.parent / delivery.complete_marker).relative_to(folder).as_posix()
        for path, delivery in deliveries
        if delivery.complete_marker and not (path.parent / delivery.complete_marker).is_file()
    )
