"""Write the notes of a release."""

import os
from pathlib import Path
from typing import Any

from fundament.errors import FundamentError
from fundament.note.cells import LANGUAGES
from fundament.note.content import make
from fundament.note.pages import html, pdf, templates
from fundament.note.reading import read
from fundament.resources import resource_error


def write_beside(unfinished: Path, manifest: dict[str, Any]) -> None:
    """The notes of a release that is being written, beside its file."""
    write_notes(unfinished, unfinished / "notes", manifest["release_id"], manifest["as_of_date"])


def write_notes(
    release: Path,
    target: Path,
    release_id: str,
    as_of_date: str,
    publication_id: str | None = None,
    languages: tuple[str, ...] = LANGUAGES,
) -> list[Path]:
    """Write `note-<language>.html` and `.pdf` into a folder; the same release gives the same pages.

    Raises `Refused` for a figure that does not reconcile; then nothing is written.
    Raises `FundamentError` where the disk does not let it.
    """
    reading, environment = read(release, as_of_date, publication_id), templates()
    pages: dict[str, bytes] = {}
    for language in languages:
        note = make(reading, language, release_id, environment)
        pages[f"note-{language}.html"] = html(note, environment).encode()
        pages[f"note-{language}.pdf"] = pdf(note)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for name, content in pages.items():
            unfinished = target / f".{name}.{os.getpid()}"
            unfinished.write_bytes(content)
            unfinished.replace(target / name)
    except OSError as error:
        what = "The note can't be written"
        found = resource_error(error, target, what)
        raise found or FundamentError(f"{what}: {error.strerror}", str(target)) from error
    return [target / name for name in pages]
