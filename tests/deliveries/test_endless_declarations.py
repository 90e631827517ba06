"""Declarations that once never ended, while the run held the lock."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fundament.deliveries.declared.declaration import read_deliveries
from fundament.deliveries.declared.patterns import first_group
from fundament.deliveries.found.received import received_files
from fundament.errors import BadInput

HEAD = "delivery_id: theirs\ntitle: T\nowner: O\npublication_id: p\n"
FILES = "files:\n  - {source: contracts, path: '*.csv'}\n"
# Each doubles the time of a backtracking engine with every letter of the file's name.
PATTERNS = ["(a+)+$", "((?:a|a)*)b", "(?:a?){40}(a{40})$"]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_takes_no_longer_than_its_text(tmp_path: Path, pattern: str) -> None:
    (tmp_path / ("a" * 60 + "!.csv")).write_text("contract_id\nc\n")
    (tmp_path / "delivery.yml").write_text(f"{HEAD}as_of: {{from_file_name: '{pattern}'}}\n{FILES}")
    with pytest.raises(BadInput, match="no date"):
        received_files(tmp_path, dt.date(2026, 11, 24))


def test_patterns_find_what_they_did(tmp_path: Path) -> None:
    (tmp_path / "spend_2026-10-31.csv").write_text("contract_id\nc\n")
    (tmp_path / "delivery.yml").write_text(
        f"{HEAD}as_of: {{from_file_name: '(?i)SPEND_(\\d{{4}}-\\d{{2}}-\\d{{2}})'}}\n{FILES}"
    )
    [received] = received_files(tmp_path, dt.date(2026, 11, 24))
    assert received.as_of_date == dt.date(2026, 10, 31)


@pytest.mark.parametrize("pattern", ["(a", "a", "(a)(b)", "(a)(?=b)", "(a)" + "b" * 500])
def test_a_pattern_that_can_not_be_used_is_said_with_its_line(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "a.csv").write_text("contract_id\nc\n")
    (tmp_path / "delivery.yml").write_text(f"{HEAD}as_of: {{from_file_name: '{pattern}'}}\n{FILES}")
    with pytest.raises(BadInput, match=r"delivery.yml, line 5"):
        read_deliveries(tmp_path)


def test_a_pipe_or_a_device_is_no_declaration(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "delivery.yml")
    code = (
        "import sys, pathlib; from fundament.deliveries.declared.declaration import read_deliveries; "
        "read_deliveries(pathlib.Path(sys.argv[1]))"
    )
    ended = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, timeout=60)
    assert "BadInput: It is no file" in ended.stderr
    (tmp_path / "delivery.yml").unlink()
    (tmp_path / "delivery.yml").symlink_to("/dev/zero")
    with pytest.raises(BadInput, match="It is no file"):
        read_deliveries(tmp_path)


def test_a_declaration_of_any_size_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "delivery.yml").write_text(HEAD + "#" * 1_000_001)
    with pytest.raises(BadInput, match="larger than 1,000,000 bytes"):
        read_deliveries(tmp_path)


ALIASES = [
    # Each of them is an entry with all that the first has.
    "files:\n  - &f {source: contracts, path: 'a*', remove: [" + "x, " * 300 + "x]}\n" + "  - *f\n" * 2000,
    # Twelve times as much with each line.
    "a: &a0 {x: y}\n" + "".join(f"b{i}: &a{i + 1} {{<<: [{', '.join([f'*a{i}'] * 12)}]}}\n" for i in range(9)),
]


@pytest.mark.parametrize("text", ALIASES, ids=["entries", "merged"])
def test_what_aliases_stand_for_is_no_longer_than_a_declaration(tmp_path: Path, text: str) -> None:
    (tmp_path / "delivery.yml").write_text(HEAD + text)
    with pytest.raises(BadInput, match="With its aliases written out it is larger"):
        read_deliveries(tmp_path)


def test_folders_are_not_looked_through_for_any_number_of_paths(tmp_path: Path) -> None:
    paths = ", ".join(["'x*'"] * 501)
    (tmp_path / "delivery.yml").write_text(HEAD + "files:\n" + f"  - {{source: contracts, path: [{paths}]}}\n" * 2)
    with pytest.raises(BadInput, match="files: name at most 1,000 paths"):
        read_deliveries(tmp_path)


def test_the_engine_gives_the_first_group() -> None:
    assert first_group(r"_(\d+)", "a_12_34") == "12"
    assert first_group(r"_(\d+)", "a") == ""
