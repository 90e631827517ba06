"""Where a pull puts its files: `<home>/landing/<delivery_id>/`, replaced as a whole or not at all."""

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fundament.deliveries.found.landed import LANDING, RECEIPT
from fundament.errors import FundamentError


class Landing:
    """The landed files of one delivery."""

    def __init__(self, home: Path, delivery_id: str) -> None:
        self._root = home / LANDING
        self.folder = self._root / delivery_id
        self._new, self._old = (self._root / f".{delivery_id}.{word}" for word in ("new", "old"))

    @contextmanager
    def replace(self) -> Iterator[Path]:
        """A new folder to fill; where that ends well it takes the place of the one before.

        Raises `FundamentError` where the disk does not let it; then the one before stays.
        """
        try:
            self._root.mkdir(parents=True, exist_ok=True)
            self._recover()
            self._new.mkdir()
            yield self._new
            for path in (*sorted(self._new.rglob("*")), self._new):
                _force_to_disk(path)
            if self.folder.exists():
                self.folder.rename(self._old)
            self._new.rename(self.folder)
            _force_to_disk(self._root)
            shutil.rmtree(self._old, ignore_errors=True)
        except OSError as error:
            raise FundamentError(
                f"The pulled files can't be written: {error.strerror}",
                str(error.filename or self.folder),
                "Make room, or make the folder writable; what was pulled before is still there.",
            ) from error
        finally:
            shutil.rmtree(self._new, ignore_errors=True)

    def _recover(self) -> None:
        """A process that died may have left its new folder, or have died between the two renames."""
        shutil.rmtree(self._new, ignore_errors=True)
        if self._old.exists() and not self.folder.exists():
            self._old.rename(self.folder)
        shutil.rmtree(self._old, ignore_errors=True)


def _force_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def csv_file(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """A CSV file with a header; yields the function that writes a row. NULL is an empty field."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        yield lambda row: writer.writerow({name: _text(value) for name, value in row.items()})


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    # A NUL can't be in a text of DuckDB, and a bare carriage return is no line break to the reader.
    return str(value).replace("\x00", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")


def write_receipt(folder: Path, kind: str, received: Iterable[str], notes: Iterable[str], **more: Any) -> None:
    """Write down, beside the landed files, what was asked, what came, and their SHA-256."""
    files = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as stream:
            files[path.name] = hashlib.file_digest(stream, "sha256").hexdigest()
    receipt = {"kind": kind, "received_from": list(received), "notes": list(notes), "files": files, **more}
    (folder / RECEIPT).write_text(json.dumps(receipt, indent=1, ensure_ascii=False) + "\n", "utf-8")
