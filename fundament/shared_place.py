"""The places that both engines see: a folder, or a prefix in an object store that speaks as Amazon's S3 does.

An object store has no folders to make, no rights of files and no renaming, and DuckDB reaches it by extensions
that come as packages. Its keys are those of the AWS tools: `AWS_ACCESS_KEY_ID` and its like, a profile, or the
role of the machine.
"""

import importlib.util
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Union

from fundament.errors import Misconfigured
from fundament.progress import report

if TYPE_CHECKING:
    from upath import UPath

# The second is loaded only where an address is given.
Place = Union[Path, "UPath"]
SETTING = "FUNDAMENT_SHARED"
# Refused is what means more to one of its readers: keys before an @, patterns, queries, dots that lead up.
ADDRESS = re.compile(r"s3a?://[a-z0-9][a-z0-9.-]+(/(?!\.{1,2}(/|$))[\w.=-]+)*/?", re.A)
# In this order: the second gives the first its keys.
EXTENSIONS = ("httpfs", "aws")
SEPARATOR = "://"
# The partition of tables that Spark writes.
PARTITION = "publication_id"
# The files of such a table. Below `_temporary` a task may still write that was given up.
PARTS = f"{PARTITION}=*/*.parquet"


def place_of(text: str) -> Place:
    """A path, or a place in an object store. Raises `Misconfigured` for an address of another kind."""
    if SEPARATOR not in text:
        return Path(text)
    if not ADDRESS.fullmatch(text):
        # Whoever puts keys in it does not want them on the screen.
        shown = re.sub(r"//.*:.*@", "//…@", text)
        raise Misconfigured(
            f"{SETTING} is {shown!r}", "environment", "Give a folder, or a prefix such as s3a://bucket/fundament."
        )
    needed = ("s3fs", *map(package_of, EXTENSIONS))
    if missing := [name for name in needed if importlib.util.find_spec(name) is None]:
        raise Misconfigured(
            f"{SETTING} is {text!r}, and packages for that are not installed: {', '.join(missing)}",
            "environment",
            "Run make spark, then run again.",
        )
    from upath import UPath

    # Spark writes there too: what was listed a moment ago may not be all.
    return UPath(text.rstrip("/"), use_listings_cache=False)


def remove(place: Place) -> None:
    """Take away a file, or a folder with what stands below; what is not there is no error.

    Raises `OSError` where an object store does not let it; what a folder does not let go is told, and stays.
    """
    if not isinstance(place, Path):
        try:
            if place.exists():
                place.fs.rm(place.path, recursive=True)
        except Exception as error:
            # The errors of its client are of many kinds, which only the client has.
            raise OSError(f"{place}: {error}") from error
    elif place.is_file():
        place.unlink()
    else:
        shutil.rmtree(place, ignore_errors=True)
        if place.exists():
            report("warning", f"{place} can't be removed by this user; docs/scale.md says what to look at")


def package_of(extension: str) -> str:
    """What an extension of DuckDB comes in."""
    return f"duckdb_extension_{extension}"
