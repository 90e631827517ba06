"""Which release is current, and since when.

Two answers are kept, and both change by one rename. `current` is a symbolic link that the stable paths go through:
whoever opens a file gets the release of that moment. `turns/<microseconds since 1970>` are links too, one for each
time that a release became current; the views choose by the start of the reader's transaction, so that all views of
one query, and of one transaction, answer from the same release.
"""

import itertools
import os
import time
from dataclasses import dataclass
from pathlib import Path

from fundament.errors import Misconfigured
from fundament.progress import report
from fundament.publication.files import to_disk
from fundament.rights import for_readers
from fundament.warehouse import Warehouse

# A turn is written before it counts, so that no transaction sees it appear: it must be in its place by then.
LEAD = 0.5
STABLE_PATHS = ("fundament.duckdb", "parquet", "manifest.json")
PAGES = ("index.html", "datapackage.json", "dcat-ap-nl.jsonld")
PAGE_SUFFIXES = (".html", ".pdf", ".json", ".jsonld")


@dataclass(frozen=True)
class Turn:
    """From this moment on, in microseconds since 1970, the release of that folder name is current."""

    since: int
    release_id: str
    link: Path


def list_turns(warehouse: Warehouse) -> list[Turn]:
    """The turns that are kept, the oldest first."""
    links = sorted(path for path in (warehouse.published / "turns").glob("*") if path.is_symlink())
    return [Turn(int(link.name), link.readlink().name, link) for link in links]


def make_current(warehouse: Warehouse, release_id: str) -> int:
    """Point the stable paths and the views at a release; return since when, in microseconds, the views follow.

    Raises `Misconfigured` where something else stands in the place of a stable path.
    """
    published = warehouse.published
    for name in STABLE_PATHS:
        link = published / name
        if link.exists() and not link.is_symlink():
            raise Misconfigured(
                "Something else stands in the place of a published file",
                str(link),
                "Move it away, then run again. Readers have what they had.",
            )
        if not link.is_symlink():
            link.symlink_to(Path("current") / name)
    pages = _pages(published / "releases" / release_id)
    for link in published.iterdir():
        # A release may be without a note: then there is no name that leads to nothing.
        if (
            link.suffix in PAGE_SUFFIXES
            and link.name not in {*STABLE_PATHS, *pages}
            and link.is_symlink()
            and link.readlink().is_relative_to("current")
        ):
            link.unlink()
    _put_link(published, Path("releases") / release_id, published / "current")
    _link_pages(published, pages)
    try:
        return _begin_turn(warehouse, release_id)
    except OSError as error:
        report("warning", f"{release_id} is current, but the views do not follow: {error}")
        return _now()


def settle(warehouse: Warehouse) -> None:
    """Let the views follow `current` where a process died between the two, or the clock was set back.

    The caller holds the lock.
    """
    current = warehouse.published / "current"
    if not current.exists():
        return
    turns = list_turns(warehouse)
    if not turns or turns[-1].release_id != current.resolve().name or turns[-1].since > _now():
        _begin_turn(warehouse, current.resolve().name)


def wait_for(since: int) -> None:
    """Return when a turn has begun: from then on every reader that starts sees it."""
    time.sleep(max(0.0, min((since - _now()) / 1_000_000, LEAD)))


def in_use(warehouse: Warehouse, hours: float) -> set[str]:
    """The releases that a reader may still be reading: the current one, and those replaced within these hours."""
    turns = list_turns(warehouse)
    border = _now() - hours * 3_600_000_000
    replaced_at = [turn.since for turn in turns[1:]]
    recent = {turn.release_id for turn, until in zip(turns, replaced_at, strict=False) if until > border}
    return recent | ({turns[-1].release_id} if turns else set())


def forget_turns(warehouse: Warehouse, hours: float) -> None:
    """Remove the turns that ended more than these hours ago."""
    turns = list_turns(warehouse)
    border = _now() - hours * 3_600_000_000
    for turn, following in itertools.pairwise(turns):
        if following.since <= border:
            turn.link.unlink()


def _put_link(published: Path, target: Path, place: Path) -> None:
    """One rename, over what stands there."""
    new = published / f".link-{os.getpid()}"
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(place)
    try:
        to_disk(place.parent)
    except OSError as error:
        # It holds for readers all the same; only a loss of power in the next seconds could undo it.
        report("warning", f"{place.name} is swapped, but can't be forced to disk: {error}")


def _pages(release: Path) -> dict[str, Path]:
    """What people and portals open of a release, by its stable name: its place in the release."""
    found = [*release.glob("notes/note-*.*"), *(release / name for name in PAGES if (release / name).exists())]
    return {path.name: path.relative_to(release) for path in found}


def _link_pages(published: Path, pages: dict[str, Path]) -> None:
    """Stable names for the pages, through `current`, so that the next swap takes them along."""
    for name, place in pages.items():
        try:
            if not (published / name).is_symlink():
                (published / name).symlink_to(Path("current") / place)
        except OSError as error:
            # The release is out, with its pages: what fails here is mended by the next run.
            report("warning", f"published, but the stable name {name} can't be made: {error}")


def _begin_turn(warehouse: Warehouse, release_id: str) -> int:
    folder = warehouse.published / "turns"
    folder.mkdir(exist_ok=True)
    for_readers(folder)
    for turn in list_turns(warehouse):
        # The clock was set back: what was said for a moment that is now to come no longer holds.
        if turn.since > _now():
            turn.link.unlink()
    since = _now() + int(LEAD * 1_000_000)
    _put_link(warehouse.published, Path("..") / "releases" / release_id, folder / f"{since:020d}")
    if _now() >= since:
        report("warning", f"the swap took longer than {LEAD} s: a query begun in it may have met two releases")
    return since


def _now() -> int:
    return time.time_ns() // 1000
