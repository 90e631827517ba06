"""Files in another encoding than the declared one, all of them at once: whoever sent one sent others."""

from collections.abc import Iterable
from pathlib import Path

from fundament.deliveries.declared.declaration import FileFormat
from fundament.deliveries.read.formats.text import CHUNK, encoding_of_file, open_text
from fundament.errors import WrongEncoding

SHOWN = 10


def all_wrong_encodings(error: WrongEncoding, files: Iterable[tuple[Path, FileFormat, str]]) -> WrongEncoding:
    """The error of one file together with those of the others, each a path, its form and its name.

    The error is given, for the caller to raise: nothing is raised here.
    """
    found = []
    for path, how, shown in files:
        if how.format not in ("csv", "json", "jsonl"):
            continue
        try:
            with open_text(path, encoding_of_file(path, how.encoding, shown), shown) as text:
                while text.read(CHUNK):
                    pass
        except WrongEncoding as other:
            found.append(other)
    if len(found) < 2:
        return error
    found.sort(key=lambda each: each.where)
    listed = [f"  {each.where}: {each.what}" for each in found[:SHOWN]]
    if len(found) > SHOWN:
        listed.append(f"  and {len(found) - SHOWN} more")
    return WrongEncoding(
        f"{len(found)} files are in another encoding than is declared:\n" + "\n".join(listed),
        found[0].where,
        error.what_to_do,
    )
