"""Mutations of good files of every format: each is loaded, rejected or refused clearly, and counted exactly.

A release and an archive stand in the home meanwhile, and nothing in them may change.

Of a workbook the parts within are mutated sooner than the bytes of its archive, which any damage makes unreadable.

`python -m tests.campaign --number 10000 --seed 1` tries any number; what fails is printed with its seed.
"""

import argparse
import io
import json
import os
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb

from fundament import database
from fundament.deliveries.counted.accounting import refuse_what_is_not_allowed
from fundament.deliveries.declared.declaration import Delivery
from fundament.deliveries.found.history import Version
from fundament.deliveries.found.received import ReceivedFile
from fundament.deliveries.loading import load_file
from fundament.deliveries.stored.raw import create_raw_tables
from fundament.errors import BadInput
from tests.workbook_files import Given, ods, ods_row, text_cell, xls, xlsb, xlsx

HEADER = ["line_id", "period_start", "amount_gross", "measure_type"]
ROWS = [[f"L{number}", "2024-01-31", f"{number}.50", "realised"] for number in range(1, 6)]
LINES = [",".join(row) for row in (HEADER, *ROWS)]
RECORDS = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
TABLE: list[list[Given]] = [list(HEADER), *(list(row) for row in ROWS)]


def _write_xlsx(path: Path) -> None:
    made = "".join(
        f"<row r='{n}'>{''.join(text_cell(f'{c}{n}', str(t)) for c, t in zip('ABCD', row, strict=True))}</row>"
        for n, row in enumerate(TABLE, start=1)
    )
    xlsx(path, made)


GOOD: dict[str, tuple[str, Callable[[Path], object]]] = {
    "csv": ("csv", lambda path: path.write_text("\n".join(LINES) + "\n", "utf-8")),
    "json": ("json", lambda path: path.write_text(json.dumps(RECORDS, indent=1), "utf-8")),
    "jsonl": ("jsonl", lambda path: path.write_text("\n".join(map(json.dumps, RECORDS)) + "\n", "utf-8")),
    "xlsx": ("excel", _write_xlsx),
    "ods": ("excel", lambda path: ods(path, "".join(ods_row(*map(str, row)) for row in TABLE))),
    "xls": ("excel", lambda path: xls(path, TABLE)),
    "xlsb": ("excel", lambda path: xlsb(path, TABLE)),
    "parquet": ("parquet", lambda path: _parquet(path)),
}


def _parquet(path: Path) -> None:
    several = " union all ".join(
        "select " + ", ".join(f"'{text}' as {name}" for name, text in record.items()) for record in RECORDS
    )
    duckdb.execute(f"copy ({several}) to '{path}' (format parquet)")


SIGNS = [
    "\0",
    "\ufeff",
    "\u00ad",
    '"',
    '""',
    ",",
    ";",
    "\r",
    "\n",
    "\r\n\r\n",
    "{",
    "]",
    "<",
    "&",
    "\x1e",
    "\x1f",
    "é",
    "'",
    "%",
    "=",
]
TEXTS = [
    "9999-12-31", "1e400", "-", "1.234,5", "NaN", "Infinity", '="1"', "#N/A", "2024-02-30", "x" * 3000, "null",
    "-0", "2024-01-31T25:00:00Z", "1" * 400, "\U000e0100", "{{}}", "=1+1", "TRUE", " " * 50, "1,5-",
    "<c r='XFD1048576'><v>1</v></c>", "<row r='1048576'/>", "</sheetData>", "<mergeCell ref='A1:D9'/>",
    "table:number-rows-repeated='1048576'", "&#0;", "&amp;", "]]>", "\\ud800", '"\\u0000"', "[[]]", ",,,,,",
]  # fmt: skip
LAUGHS = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
# What stands before an element and asks for more than there is: entities of entities, files and addresses.
DOCTYPES = [
    f"<!DOCTYPE x [<!ENTITY a0 'aaaaaaaaaa'>{LAUGHS}]>",
    "<!DOCTYPE x [<!ENTITY a11 SYSTEM 'file:///etc/passwd'>]>",
    "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>",
]
# What takes longer is shown: a small file has no reason to.
SLOW_SECONDS = 10
Change = Callable[[bytes, random.Random], bytes]


def _two(data: bytes, chance: random.Random) -> tuple[int, int]:
    at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return at, to


def cut(data: bytes, chance: random.Random) -> bytes:
    """The end is lost."""
    return data[: chance.randrange(len(data) + 1)]


def taken_out(data: bytes, chance: random.Random) -> bytes:
    """A part is lost."""
    at, to = _two(data, chance)
    return data[:at] + data[to:]


def doubled(data: bytes, chance: random.Random) -> bytes:
    """A part is there twice."""
    at, to = _two(data, chance)
    return data[:to] + data[at:]


def reordered(data: bytes, chance: random.Random) -> bytes:
    """Lines, or elements, stand in another order."""
    sign = b"\n" if data.count(b"\n") > 1 else b">"
    parts = data.split(sign)
    chance.shuffle(parts)
    return sign.join(parts)


def encoded_anew(data: bytes, chance: random.Random) -> bytes:
    """In another encoding, with a mark or without."""
    encoding = chance.choice(["utf-16", "utf-16-le", "cp1252", "utf-8-sig", "utf-7", "utf-32"])
    return data.decode("utf-8", "replace").encode(encoding, "replace")


def with_sign(data: bytes, chance: random.Random) -> bytes:
    """A sign that acts, anywhere."""
    at, _ = _two(data, chance)
    return data[:at] + chance.choice(SIGNS).encode() + data[at:]


def with_text(data: bytes, chance: random.Random) -> bytes:
    """A text that means something, anywhere, or in the place of another."""
    at, to = _two(data, chance)
    return data[:at] + chance.choice(TEXTS).encode() + data[to if chance.random() < 0.2 else at :]


def flipped(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def of_other_width(data: bytes, chance: random.Random) -> bytes:
    """Rows have more fields than the header, or fewer."""
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(len(lines))
        parts = lines[place].split(b",")
        lines[place] = b",".join(chance.choice([parts[:-1], [*parts, b"more"], parts * 3, [*parts, b"", b""]]))
    return b"\n".join(lines)


def quoted(data: bytes, chance: random.Random) -> bytes:
    """Quotes that open and do not close, or close and go on."""
    quote = chance.choice([b'"', b"'", b'"x"y', b'""', b'\\"'])
    at, to = _two(data, chance)
    return data[:at] + quote + data[at:to] + chance.choice([b"", quote]) + data[to:]


def huge(data: bytes, chance: random.Random) -> bytes:
    """One field holds more than all others."""
    at, _ = _two(data, chance)
    return (
        data[:at] + chance.choice([b"9", b"x", b" ", b"\xc3\xa9"]) * chance.choice([70_000, 400_000]) + data[at:]
    )


def nested(data: bytes, chance: random.Random) -> bytes:
    """Within itself, far deeper than anybody means."""
    one, other = chance.choice([(b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>")])
    depth = chance.choice([50, 900, 20_000])
    at, to = _two(data, chance)
    return data[:at] + one * depth + data[at:to] + other * depth + data[to:]


def asking_for_others(data: bytes, chance: random.Random) -> bytes:
    """Entities of entities, files and addresses of others."""
    head = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
    at = data.find(b">", head + 1) + 1
    return data[:head] + chance.choice(DOCTYPES).encode() + data[head:at] + b"&a11;" + data[at:]


CHANGES: list[Change] = [
    cut, taken_out, doubled, reordered, encoded_anew, with_sign, with_text, flipped, of_other_width, quoted, huge,
    nested, asking_for_others,
]  # fmt: skip


def _within(data: bytes, change: Change, chance: random.Random) -> bytes:
    """A change of one part of a workbook; now and then of the archive: parts twice, a lie on a size, a bomb."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        # The sheet is the largest.
        largest = max(names, key=lambda name: old.getinfo(name).file_size)
        chosen = largest if chance.random() < 0.7 else chance.choice(names)
        for name in names:
            content = old.read(name)
            new.writestr(name, change(content, chance) if name == chosen else content)
        match chance.randrange(12):
            case 0:
                new.writestr(f"xl/media/image{len(names)}.png", bytes(3_000_000))
            case 1:
                new.writestr(f"../../outside{len(names)}.xml", "x")
            case 2:
                new.writestr(
                    f"xl/externalLinks/externalLink{len(names)}.xml",
                    "<externalLink><a href='file:///etc/passwd'/></externalLink>",
                )
    data = made.getvalue()
    if chance.random() < 0.05:
        # The directory says that a part has 4 GB.
        at = data.rfind(b"PK\x01\x02")
        data = data[: at + 24] + b"\xfe\xff\xff\xff" + data[at + 28 :]
    return data


def mutated(data: bytes, seed: int, chance: random.Random) -> bytes:
    """One to three changes, the first of them by the seed: so each is tried as often as the others."""
    changes = [CHANGES[seed % len(CHANGES)], *(chance.choice(CHANGES) for _ in range(chance.choice([0, 0, 1, 2])))]
    for change in changes:
        is_archive = zipfile.is_zipfile(io.BytesIO(data)) and chance.random() < 0.85
        try:
            data = _within(data, change, chance) if is_archive else change(data, chance)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.zlib.error):
            data = change(data, chance)
    return data


# A stand-in for a release and what it was made of: what a run finds in its home.
IN_THE_HOME = {
    "published/releases/R1/manifest.json": b'{"release_id": "R1"}',
    "published/releases/R1/spend_by_year.parquet": b"PAR1 stand-in PAR1",
    "published/releases/R1/warehouse.duckdb": bytes(4096),
    "published/index.html": b"<!doctype html><title>Synthetic</title>",
    "archive/ab/abcdef/spend.csv": b"line_id\nL1\n",
    "archive/ab/abcdef/spend.json": b"{}",
}


def stand_of(home: Path) -> dict[str, tuple[int, bytes]]:
    """Of everything in a home, folders and links too, when it was last written and what it holds."""
    stand = {}
    for path in sorted(home.rglob("*")):
        holds = str(path.readlink()).encode() if path.is_symlink() else b"" if path.is_dir() else path.read_bytes()
        stand[str(path.relative_to(home))] = path.lstat().st_mtime_ns, holds
    return stand


def touched(before: dict[str, tuple[int, bytes]], home: Path) -> list[str]:
    """What is not as it was: written again, gone or new."""
    now = stand_of(home)
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


class Campaign:
    """Reads one mutation after the other into one database, with a home that holds a release.

    `home` is that of the process too, by FUNDAMENT_HOME.
    """

    def __init__(self, folder: Path) -> None:
        self.home, self._folder = folder / "home", folder / "deliveries"
        self._folder.mkdir()
        for name, content in IN_THE_HOME.items():
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
            (self.home / name).write_bytes(content)
        (self.home / "published" / "current").symlink_to("releases/R1")
        self.before = stand_of(self.home)
        self._connection = database.in_memory(memory_limit="1GB")
        create_raw_tables(self._connection)
        self._good: dict[str, bytes] = {}

    def outcome(self, kind: str, seed: int) -> str:
        """What became of one: loaded, rejected or refused. Raises `AssertionError` where that is not exact."""
        form, write = GOOD[kind]
        path = self._folder / "spend.dat"
        if kind not in self._good:
            write(path)
            self._good[kind] = path.read_bytes()
        path.write_bytes(mutated(self._good[kind], seed, random.Random(f"{kind}-{seed}")))
        before = path.read_bytes()
        shown = f"{kind}-{seed}"
        said = {"source": "contract_spend", "path": path.name, "format": form, "max_rejected_rows": 100_000}
        delivery = Delivery(
            delivery_id=shown, title="Synthetic", owner="Synthetic", publication_id="mutated", files=[said]
        )
        version = Version(shown, "contract_spend", shown, "", "", 0)
        received = ReceivedFile(delivery, delivery.files[0], path, shown, "", "document", None, version)
        try:
            done = load_file(self._connection, received)
            refuse_what_is_not_allowed(self._connection, done, received)
        except BadInput as error:
            message = str(error)
            assert "where:" in message and "to do:" in message, message
            assert len(message.splitlines()) < 25 and len(message) < 3000 and "Traceback" not in message, message
            # A fault of the program, though it is told as an error of the file. A process that asks for too much
            # memory ends, and that is told: a length in the binary formats may say anything.
            assert "broke off" not in message, message
            return "refused"
        finally:
            assert path.read_bytes() == before and [each.name for each in self._folder.iterdir()] == [path.name]
        counted = self._connection.execute(
            "select (select count(*) from raw.contract_spend where source_file = $shown), "
            "(select count(distinct source_line) from raw.rejected_rows where source_file = $shown), "
            "(select count(*) from raw.skipped_rows where source_file = $shown)",
            {"shown": shown},
        ).fetchone()
        assert counted == (done.rows_loaded, done.rows_rejected, done.rows_skipped), (counted, done)
        assert done.lines_read == done.rows_loaded + done.rows_rejected + done.rows_skipped, done
        return "rejected" if done.rows_rejected else "loaded"


def largest_memory() -> int:
    """Bytes that this process, or one that it started and that has ended, had at most."""
    return 1024 * max(
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )


def main() -> int:
    """Try them, print what failed and how many came to what."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=[*GOOD])
    arguments = parser.parse_args()
    os.environ.setdefault("FUNDAMENT_FILE_SECONDS", "60")
    found: Counter[str] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(Path(folder))
        os.environ["FUNDAMENT_HOME"] = str(campaign.home)
        for number in range(arguments.number):
            kind = arguments.kind or list(GOOD)[number % len(GOOD)]
            began = time.monotonic()
            try:
                became = campaign.outcome(kind, arguments.seed + number)
            except Exception as error:
                became = "FAILED"
                said = f"{type(error).__name__}: {str(error)[:300]}"
                print(f"{kind}, seed {arguments.seed + number}: {said}", flush=True)
            took = time.monotonic() - began
            slowest = max(slowest, took)
            if took > SLOW_SECONDS:
                print(f"{kind}, seed {arguments.seed + number}: {took:.0f} s", flush=True)
            found[became] += 1
            found[f"{kind} {became}"] += 1
        changed = touched(campaign.before, campaign.home)
    print(", ".join(f"{number} {became}" for became, number in sorted(found.items())))
    print(f"slowest {slowest:.1f} s, {largest_memory() / 1e6:,.0f} MB at most")
    print(f"changed in the home: {', '.join(changed) or 'nothing'}")
    return 1 if "FAILED" in found or changed else 0


if __name__ == "__main__":
    sys.exit(main())
