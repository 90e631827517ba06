"""Which files a path, folder or pattern of a delivery names; never one outside the delivery's folder."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from fundament.deliveries.declared.declaration import FileDeclaration
from fundament.errors import BadInput

SIGNS = "*?["
# Names that programs give to a file while they write it, and files that no delivery consists of.
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".filepart", ".download", ".swp", "~")
HIDDEN = (".", "~$")


def files_of(folder: Path, file: FileDeclaration, marker: str | None = None) -> list[Path]:
    """The files of an entry, links resolved, in the order of their paths, each once; the marker is none.

    Raises `BadInput` where a path names nothing, or something outside the folder.
    """
    found: dict[Path, None] = {}
    for declared in file.paths:
        try:
            matches = sorted(_matches(folder, declared, marker))
        except (ValueError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise BadInput(f"{declared[:100]!r} is no path: {reason}", str(folder), "Correct the path.") from error
        for path in matches:
            _refuse_broken(path)
            resolved = path.resolve()
            if not resolved.is_relative_to(folder.resolve()):
                raise _outside(declared, folder)
            found[resolved] = None
    return list(found)


def refuse_slow(pattern: str, folder: Path) -> None:
    """Raises `BadInput` where a pattern goes through the folders again and again: at each ** through all."""
    if PurePosixPath(pattern).parts.count("**") > 1:
        raise BadInput(
            f"{pattern[:100]!r} has more than one **", str(folder), "One looks at any depth: correct the path."
        )


def _matches(folder: Path, declared: str, marker: str | None) -> Iterator[Path]:
    parts = PurePosixPath(declared)
    if parts.is_absolute() or ".." in parts.parts:
        raise _outside(declared, folder)
    refuse_slow(declared, folder)
    path = folder / declared
    # A file that has the name itself is that file, also where the name looks like a pattern.
    if path.is_file():
        yield path
        return
    if path.is_dir():
        if not path.resolve().is_relative_to(folder.resolve()):
            raise _outside(declared, folder)
        found = [each for each in path.iterdir() if _is_there(each) and _is_data(each)]
    elif any(sign in declared for sign in SIGNS):
        found = [each for each in folder.glob(declared) if _is_there(each) and _is_data(each)]
    else:
        raise BadInput(f"There is no file {declared!r}", str(folder), "Deliver it, or correct its path.")
    if marker:
        found = [each for each in found if each != folder / marker]
    if not found:
        raise BadInput(f"No file is named by {declared!r}", str(folder), "Deliver it, or correct its path.")
    yield from found


def _is_there(path: Path) -> bool:
    """Whether it is a file, or a link that promises one."""
    return path.is_file() or (path.is_symlink() and not path.exists())


def _refuse_broken(path: Path) -> None:
    if not path.is_file():
        raise BadInput("The link leads to no file", str(path), "Deliver the file that it should lead to.")
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError as error:
        shown = str(path).encode("utf-8", "backslashreplace").decode()
        raise BadInput("The name of the file is not UTF-8", shown, "Rename the file.") from error


def _is_data(path: Path) -> bool:
    name = path.name.casefold()
    return not name.startswith(HIDDEN) and not name.endswith((*UNFINISHED, "delivery.yml"))


def _outside(declared: str, folder: Path) -> BadInput:
    return BadInput(f"{declared!r} lies outside the delivery's folder", str(folder), "Put the file in the folder.")
