"""Processes that start at the same time: who comes second says who is busy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fundament.lock import run_lock
from fundament.project import default_deliveries
from fundament.warehouse import Warehouse
from tests.conftest import Command


def test_a_second_run_leaves_before_it_prepares_anything(tmp_path: Path) -> None:
    """Dagster and the dbt project take half a minute on a busy machine: nothing of them is begun."""
    home = tmp_path / "home"
    with run_lock(Warehouse(home, default_deliveries()), "first"):
        done = Command(home)("run")
    assert done.returncode == 1 and "Another run holds the lock: purpose first" in done.stderr
    assert not (home / "dagster").exists() and not (home / "build").exists()


@pytest.mark.parametrize("content", ["", "{", None], ids=["empty", "half written", "gone"])
def test_the_lock_is_told_where_its_holder_is_just_writing_who_it_is(tmp_path: Path, content: str | None) -> None:
    warehouse = Warehouse(tmp_path, default_deliveries())
    script = (
        "import sys; from pathlib import Path; from fundament.lock import run_lock;"
        "from fundament.project import default_deliveries; from fundament.warehouse import Warehouse\n"
        "with run_lock(Warehouse(Path(sys.argv[1]), default_deliveries()), 'second'): pass"
    )
    with run_lock(warehouse, "first"):
        holder = tmp_path / "run.lock.json"
        assert json.loads(holder.read_text())["purpose"] == "first"
        if content is None:
            holder.unlink()
        else:
            holder.write_text(content)
        done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True)
    assert "FundamentError: Another run holds the lock: another process" in done.stderr
