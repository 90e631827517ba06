"""What became of one file: numbers of rows and notes, for whoever counts or tells them. No row is kept here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LoadedFile:
    """What became of one file: lines read = rows loaded + rows rejected + rows skipped."""

    delivery_id: str
    source: str
    file: str
    lines_read: int
    rows_loaded: int
    rows_rejected: int
    rows_skipped: int = 0
    # What somebody who looks at the file might not expect.
    notes: tuple[str, ...] = ()
