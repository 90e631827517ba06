"""What is written beside the file of a release, from that file: the page, and the status notes."""

from pathlib import Path
from typing import Any

from fundament.note.writing import write_beside as write_notes_beside
from fundament.page.writing import write_page
from fundament.publication.release import Beside
from fundament.warehouse import Warehouse


def beside(warehouse: Warehouse) -> Beside:
    """Writes all of it into an unfinished release; raises what stops the publication."""

    def write(unfinished: Path, manifest: dict[str, Any]) -> None:
        write_page(unfinished, manifest)
        if warehouse.settings.note == "on":
            write_notes_beside(unfinished, manifest)

    return write
