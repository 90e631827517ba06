"""Keys that nobody can tell apart by looking, and keys that a spreadsheet program has cut. Synthetic."""

from pathlib import Path

import pytest

from fundament.deliveries.counted.look_alikes import look_alikes
from tests.loading import HEADER, counts, loads, rejects

SIGNS = {"soft hyphen": "\u00ad", "joiner": "\u200d", "mark": "\u200e", "selector": "\ufe0f", "control": "\x07"}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_a_key_that_differs_by_a_sign_that_shows_nothing(tmp_path: Path, sign: str) -> None:
    text = HEADER + f"K1,2024-01-31,1,realised\nK{sign}1,2024-01-31,2,realised\nK2{sign}x,2024-01-31,3,realised\n"
    connection, [loaded] = loads(tmp_path, text)
    assert counts(loaded) == (3, 3, 0, 0)
    [said] = look_alikes(connection)
    assert ascii(f"K{sign}1") in said and "looks like 'K1'" in said and "spend.csv, line 3" in said


def test_two_keys_that_both_hide_something(tmp_path: Path) -> None:
    text = HEADER + "K\u200b1,2024-01-31,1,realised\nK\u00ad1,2024-01-31,2,realised\nKé1,2024-01-31,2,realised\n"
    assert len(look_alikes(loads(tmp_path, text)[0])) == 2


@pytest.mark.parametrize(
    ("text", "is_cut"), [("1.23457E+15", True), ("1E+5", True), ("5E10", False), ("AE+1", False)]
)
def test_an_id_that_was_cut_is_rejected(tmp_path: Path, text: str, is_cut: bool) -> None:
    connection, [loaded] = loads(tmp_path, HEADER + f"{text},2024-01-31,1,realised\n", max_rejected_rows=1)
    assert counts(loaded) == (1, int(not is_cut), int(is_cut), 0)
    assert [row[:3] for row in rejects(connection)] == ([(2, "line_id", text)] if is_cut else [])
