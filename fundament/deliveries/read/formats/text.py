"""Text files as text: the declared encoding, strictly, and an error that names the line.

All files in another encoding at once: `read/encodings.py`. A guess, for drafts alone: `drafts/sniffing.py`.
"""

import codecs
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, TextIO

from fundament.deliveries.read.white_space import OTHERS
from fundament.errors import BadInput, WrongEncoding

CODECS = {
    "utf-8": "utf-8-sig",
    "windows-1252": "cp1252",
    "latin-1": "latin-1",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}
CHUNK = 1 << 20
LONGEST_LINE = 100_000_000
RARE = [sign.encode() for sign in OTHERS if sign not in "\r\n"]


def encoding_of_file(path: Path, declared: str | Sequence[str], shown: str) -> str:
    """The first of several declared encodings that the whole file fits. Raises `WrongEncoding` where none does."""
    if isinstance(declared, str):
        return declared
    for encoding in declared:
        try:
            with open_text(path, encoding, shown) as text:
                while text.read(CHUNK):
                    pass
            return encoding
        except WrongEncoding as error:
            last = error
    what = f"The file is in none of the declared encodings, {', '.join(declared)}; of the last: {last.what}"
    raise WrongEncoding(
        what, last.where, "Add the encoding that it has (encoding), or have it sent in one of them."
    )


@contextmanager
def open_text(path: Path, encoding: str, shown: str) -> Iterator[TextIO]:
    """The file as text, line ends as they are. Raises `WrongEncoding` with the line where it is another."""
    codec = CODECS[encoding]
    with path.open("rb") as stream:
        start = stream.read(4)
        if encoding != "utf-16" and start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise WrongEncoding(
                f"The file starts with the mark of UTF-16; the delivery says {encoding}",
                f"{shown}, line 1",
                "Declare encoding: utf-16.",
            )
        if encoding in ("windows-1252", "latin-1") and start.startswith(codecs.BOM_UTF8):
            raise WrongEncoding(
                f"The file starts with the mark of UTF-8; the delivery says {encoding}",
                f"{shown}, line 1",
                "Declare encoding: utf-8.",
            )
        if encoding == "utf-16" and start and start[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise WrongEncoding(
                "The file does not start with the mark of UTF-16",
                f"{shown}, line 1",
                "Declare its encoding, or utf-16-le or utf-16-be for UTF-16 without a mark.",
            )
    if encoding in ("windows-1252", "latin-1"):
        _refuse_utf_8(path, encoding, shown)
    with path.open(encoding=codec, errors="strict", newline="") as text:
        try:
            yield text
        except UnicodeError as error:
            line, byte = _first_bad_line(path, codec)
            raise WrongEncoding(
                f"The file is not {encoding}: {byte} in line {line} is no character of it",
                f"{shown}, line {line}",
                "Declare the encoding that the file has (encoding), or deliver it in the declared one.",
            ) from error


def _refuse_utf_8(path: Path, encoding: str, shown: str) -> None:
    """Raises `WrongEncoding` where all that is not ASCII is UTF-8: in the declared encoding é would become Ã©."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    first, line, before = None, 1, 0
    with path.open("rb", buffering=0) as stream:
        while True:
            chunk = stream.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                return
            if first is None and not text.isascii():
                first = next(sign for sign in text if not sign.isascii())
                line = before + text[: text.index(first)].count("\n") + 1
            before += text.count("\n") if first is None else 0
            if not chunk:
                break
    if first is not None:
        raise WrongEncoding(
            f"The file is UTF-8, and the delivery says {encoding}: {first!r} would be read as "
            f"{first.encode().decode(CODECS[encoding], 'replace')!r}",
            f"{shown}, line {line}",
            "Declare encoding: utf-8.",
        )


def _first_bad_line(path: Path, codec: str) -> tuple[int, str]:
    """Line and bytes of the first thing that can't be decoded; the file is read again, since errors are rare."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line = 1
    with path.open("rb") as stream:
        while True:
            chunk = stream.readline(CHUNK) if codec in ("utf-8-sig", "cp1252", "latin-1") else stream.read(2)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return line, "byte " + error.object[error.start : error.start + 1].hex(" ")
            if not chunk:
                return line, "a byte"


class LineCount(NamedTuple):
    """Physical lines of a file, and whether it has signs of `OTHERS` that are no line ends."""

    lines: int
    has_others: bool


def lines_of(path: Path, shown: str) -> LineCount:
    """Look through a file in an encoding where a line end is the byte 10. Raises `BadInput` at a NUL byte."""
    lines, last, has_others = 0, b"", False
    with path.open("rb", buffering=0) as stream:
        while chunk := stream.read(CHUNK):
            if chunk.endswith(b"\r"):
                # Its line feed may be at the head of the next chunk.
                chunk += stream.read(1)
            if b"\0" in chunk:
                line = lines + chunk[: chunk.index(b"\0")].count(b"\n") + 1
                raise nul_byte(f"{shown}, line {line}")
            lines += chunk.count(b"\n")
            last = chunk[-1:]
            has_others = has_others or any(sign in chunk for sign in RARE)
            if not has_others and b"\r" in chunk:
                has_others = chunk.count(b"\r") != chunk.count(b"\r\n")
    return LineCount(lines + (last not in (b"", b"\n")), has_others)


def nul_byte(where: str) -> BadInput:
    """The error for a NUL in a text file."""
    return BadInput(
        "The file has a NUL byte", where, "It is damaged, or in UTF-16: repair it, or declare its encoding."
    )


def without_nul(text: TextIO, shown: str, first: int) -> Iterator[str]:
    """Lines of the text, line ends kept. Raises `BadInput` at a NUL."""
    for number, line in enumerate(bounded(text, shown, first), start=first):
        if "\0" in line:
            raise nul_byte(f"{shown}, line {number}")
        yield line


def bounded(text: TextIO, shown: str, first: int = 1) -> Iterator[str]:
    """Lines of the text, line ends kept. Raises `BadInput` at one that would fill the memory."""
    for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), start=first):
        if len(line) == LONGEST_LINE:
            raise BadInput(
                f"The file has a line of more than {LONGEST_LINE:,} characters",
                f"{shown}, line {number}",
                "It may be damaged, or its line ends are others: have it sent again.",
            )
        yield line
