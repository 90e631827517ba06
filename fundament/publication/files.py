"""Small things that all files of a release need."""

import os
from pathlib import Path

# Readable by DuckDB 1.2 clients and later.
STORAGE_VERSION = "v1.2.0"


def to_disk(path: Path) -> None:
    """Force a file or a folder to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
