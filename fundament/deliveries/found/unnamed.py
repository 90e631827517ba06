"""Files that lie among the deliveries and that none of them names: a month under a new name would be one."""

from pathlib import Path

from fundament.deliveries.declared.declaration import read_deliveries
from fundament.deliveries.declared.pulls import OcdsPull
from fundament.deliveries.found.location import HIDDEN, UNFINISHED, files_of

DATA = (".csv", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".json", ".jsonl", ".ndjson", ".parquet")
SHOWN = 5


def unnamed_files(folder: Path) -> list[str]:
    """Files of data under the folder that no delivery names, relative to it."""
    folder = folder.resolve()
    named: set[Path] = set()
    for declaration, delivery in read_deliveries(folder):
        if isinstance(delivery.pull, OcdsPull):
            named |= {
                path.resolve() for pattern in delivery.pull.paths for path in declaration.parent.glob(pattern)
            }
        elif delivery.pull is None:
            for entry in delivery.files:
                named |= set(files_of(declaration.parent, entry, delivery.complete_marker))
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and _may_be_data(path.relative_to(folder)) and path.resolve() not in named
    ]


def _may_be_data(path: Path) -> bool:
    name = path.name.casefold()
    if any(part.startswith(HIDDEN) for part in path.parts):
        return False
    return name.endswith(DATA) and not name.endswith(UNFINISHED)


def note_on_unnamed_files(folder: Path) -> str:
    """A sentence about them, empty where there are none."""
    found = unnamed_files(folder)
    if not found:
        return ""
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    subject = (
        "a file that no delivery names is" if len(found) == 1 else f"{len(found)} files that no delivery names are"
    )
    return f"{subject} not read: {', '.join(found[:SHOWN])}{more}"
