"""Names that would write a key into a draft, or act at a terminal. Synthetic."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from fundament.cli import main
from fundament.deliveries.drafts.drafting import draft
from fundament.errors import UNSEEN

KEY = "x\nmax_rejected_rows: 1000000\npull: {kind: sql}"
NAMES = [
    KEY,
    "x\r\npull: 1",
    "x\u2028pull: 1",
    "x\x85pull: 1",
    'x", from: "y',
    "x: {a: b} # c",
    "x}, amount_net: {constant: 1",
    "\x1b[2J\u202ex",
    "&a *a !!python/object:os.system",
    "- x",
]
KEYS = {"delivery_id", "title", "owner", "publication_id", "scope", "format", "encoding", "files"}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_writes_no_key_into_a_draft(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name.replace('/', '-')}.jsonl"
    path.write_text(json.dumps({"contract_id": "c", name: "v", "Status": name}) + "\n", "utf-8")
    # A column of JSON is a path: a point in it, or brackets, would be one.
    text = draft(path, "contracts")
    drafted = yaml.safe_load(text)
    assert set(drafted) == KEYS
    assert (drafted["title"], drafted["files"][0]["path"]) == (path.stem, path.name)
    assert set(drafted["files"][0]) <= {"source", "path", "columns", "ignored_columns"}
    assert set(drafted["files"][0]["columns"]) == {"contract_id", "contract_name"}
    assert " ".join(name.split()) in drafted["files"][0]["ignored_columns"]
    assert not UNSEEN.findall(text)
    # On the screen the draft is the same text: what may be redirected into a file is whole.
    shown = CliRunner().invoke(main, ["deliveries", "draft", "--source", "contracts", str(path)])
    assert shown.output == text


def test_what_is_checked_shows_no_sign_that_acts(tmp_path: Path) -> None:
    bad = "\x1b[2J\u202e"
    (tmp_path / f"{bad}.csv").write_text(f"contract_id,contract_name,{bad}\nc,{bad},{bad}\n", "utf-8")
    declared = {"delivery_id": "d", "title": bad, "owner": bad, "publication_id": "p"}
    entry = {"source": "contracts", "path": "*.csv", "ignored_columns": [bad]}
    (tmp_path / "delivery.yml").write_text(yaml.safe_dump({**declared, "files": [entry]}), "utf-8")
    done = CliRunner().invoke(main, ["deliveries", "check", str(tmp_path / "delivery.yml")])
    assert done.exit_code == 0, done.output
    assert not UNSEEN.findall(done.output) and "\\x1b[2J\\u202e" in done.output
