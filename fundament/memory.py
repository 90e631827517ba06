"""A ceiling on the memory of a process: what asks for more gets an error, and the machine stays up."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fundament.settings import bytes_of

# DuckDB counts what it keeps, not each text it is working on; and there are the libraries.
BESIDE = 1 << 30
OURS = Path("/proc/self/statm")


def bound(memory_limit: str) -> None:
    """From now on this process has twice what DuckDB may have, and room for its libraries."""
    _set(2 * bytes_of(memory_limit) + BESIDE)


@contextmanager
def bounded(memory_limit: str, largest_file: int) -> Iterator[None]:
    """For as long as the block lasts this process may have that much more than now, and write such files."""
    before, _ = resource.getrlimit(resource.RLIMIT_AS)
    file_before, file_hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with suppress(OSError):
        # Where the system does not say how much there is, DuckDB's own limit has to do.
        pages = int(OURS.read_text("ascii").split()[0])
        _set(pages * resource.getpagesize() + 2 * bytes_of(memory_limit) + BESIDE)
    if file_before == resource.RLIM_INFINITY or file_before > largest_file:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, file_hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_before, file_hard))
        resource.setrlimit(resource.RLIMIT_AS, (before, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _set(most: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
