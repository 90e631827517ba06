"""The places that both engines see: a folder, or a prefix in an object store that speaks as Amazon's S3 does.

An object store has no folders to make, no rights of files and no renaming, and DuckDB reaches it by extensions
that come as packages. Its keys are those of the AWS tools: `AWS_ACCESS_KEY_ID` and its like, a profile, or the
role of the machine.
"""

import importlib.util
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Union
from urllib.parse import urlsplit

from fundament.errors import Misconfigured

if TYPE_CHECKING:
    from upath import UPath

# The second is loaded only where an address is given.
Place = Union[Path, "UPath"]
SETTING = "FUNDAMENT_SHARED"
SCHEMES = ("s3a", "s3")
# In this order: the second gives the first its keys.
EXTENSIONS = ("httpfs", "aws")
SEPARATOR = "://"


def place_of(text: str) -> Place:
    """A path, or a place in an object store. Raises `Misconfigured` for an address of another kind."""
    scheme, is_address, _ = text.partition(SEPARATOR)
    if not is_address:
        return Path(text)
    if scheme not in SCHEMES or not urlsplit(text).netloc:
        raise Misconfigured(
            f"{SETTING} is {text!r}", "environment", "Give a folder, or a prefix such as s3a://bucket/fundament."
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
    """Take away a file, or a folder with what stands below; what is not there is no error."""
    if not isinstance(place, Path):
        if place.exists():
            place.fs.rm(place.path, recursive=True)
    elif place.is_file():
        place.unlink()
    else:
        shutil.rmtree(place, ignore_errors=True)


def package_of(extension: str) -> str:
    """What an extension of DuckDB comes in."""
    return f"duckdb_extension_{extension}"
