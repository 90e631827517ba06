"""Files packed by Zstandard, each against another one that is much like it: what both have is not kept twice.

A packed file is a line of JSON, with the SHA-256 of the other file, and a frame for each piece of the file, after
its length in eight bytes. A piece is packed against the same stretch of the other file and some more on both
sides, so that memory stays bounded.
"""

import json
import mmap
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE, BESIDE = 256 * 2**20, 32 * 2**20
LEVEL = 3


class Damaged(OSError):
    """What was packed can't be read: the disk has other bytes than were written."""


def pack(file: Path, against: Path | None, name: str | None, target: Path) -> None:
    """Write the packed file. `name` is what finds the other one again."""
    with file.open("rb") as whole, target.open("wb") as packed, _mapped(against) as other:
        packed.write(json.dumps({"against": name}).encode() + b"\n")
        for number, piece in enumerate(iter(lambda: whole.read(PIECE), b"")):
            stretch = _stretch(other, number)
            window = (len(piece) + len(stretch)).bit_length()
            options = {
                int(zstd.CompressionParameter.compression_level): LEVEL,
                int(zstd.CompressionParameter.window_log): min(max(window, 10), 31),
                int(zstd.CompressionParameter.enable_long_distance_matching): 1,
                int(zstd.CompressionParameter.checksum_flag): 1,
            }
            frame = zstd.compress(piece, options=options, zstd_dict=_prefix(stretch))
            packed.write(len(frame).to_bytes(8, "big") + frame)


def packed_against(file: Path) -> str | None:
    """The name of the other file, None: there is none. Raises `Damaged`."""
    with file.open("rb") as packed:
        return _against(packed)


def unpack(file: Path, against: Path | None, target: Path) -> None:
    """Write the file as it was. Raises `Damaged` where that can't be."""
    with file.open("rb") as packed, target.open("wb") as whole, _mapped(against) as other:
        _against(packed)
        number = 0
        while length := packed.read(8):
            frame = packed.read(int.from_bytes(length, "big"))
            options = {int(zstd.DecompressionParameter.window_log_max): 31}
            try:
                whole.write(zstd.decompress(frame, zstd_dict=_prefix(_stretch(other, number)), options=options))
            except zstd.ZstdError as error:
                raise Damaged(str(error)) from error
            number += 1


def _against(packed: BinaryIO) -> str | None:
    try:
        name: str | None = json.loads(packed.readline())["against"]
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged("not a packed file") from error
    return name


@contextmanager
def _mapped(file: Path | None) -> Iterator[bytes | mmap.mmap]:
    if file is None or not file.stat().st_size:
        yield b""
        return
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        yield mapped


def _stretch(other: bytes | mmap.mmap, number: int) -> bytes:
    return bytes(other[max(number * PIECE - BESIDE, 0) : (number + 1) * PIECE + BESIDE])


def _prefix(stretch: bytes) -> tuple[zstd.ZstdDict, int] | None:
    # A dictionary has at least eight bytes.
    return zstd.ZstdDict(stretch, is_raw=True).as_prefix if len(stretch) >= 8 else None
