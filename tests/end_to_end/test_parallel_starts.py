"""Processes that start at the same time: they wait for one another where it takes seconds, or say who is busy."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fundament.lock import run_lock
from fundament.settings import PROJECT_ROOT, Settings, default_deliveries
from tests.conftest import CEILING, Command


def start(home: Path, *command: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "FUNDAMENT_HOME": str(home)}
    return subprocess.Popen(
        command, env=environment, cwd=PROJECT_ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_definitions_load_side_by_side_in_one_home(tmp_path: Path) -> None:
    """Each parses the dbt project into the same new folder: none reads what another half wrote."""
    script = (
        "from dagster_project.definitions import defs; from dagster_project.defs.transformation import MANIFEST;"
        "print(len(MANIFEST['nodes']), len(defs.resolve_asset_graph().get_all_asset_keys()))"
    )
    processes = [start(tmp_path, sys.executable, "-c", script) for _ in range(2)]
    told = [process.communicate(timeout=CEILING) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], told
    answers = {out.split("\n")[-2] for out, _ in told}
    assert len(answers) == 1 and min(int(number) for number in answers.pop().split()) > 50


def test_a_second_run_leaves_before_it_prepares_anything(tmp_path: Path) -> None:
    """Dagster and the dbt project take half a minute on a busy machine: nothing of them is begun."""
    home = tmp_path / "home"
    with run_lock(Settings(home, default_deliveries()), "first"):
        done = Command(home)("run")
    assert done.returncode == 1 and "Another run holds the lock: purpose first" in done.stderr
    assert not (home / "dagster").exists() and not (home / "build").exists()


@pytest.mark.parametrize("content", ["", "{", None], ids=["empty", "half written", "gone"])
def test_the_lock_is_told_where_its_holder_is_just_writing_who_it_is(tmp_path: Path, content: str | None) -> None:
    settings = Settings(tmp_path, default_deliveries())
    script = (
        "from fundament.lock import run_lock; from fundament.settings import Settings, default_deliveries;"
        "from pathlib import Path; import sys\n"
        "with run_lock(Settings(Path(sys.argv[1]), default_deliveries()), 'second'): pass"
    )
    with run_lock(settings, "first"):
        holder = tmp_path / "run.lock.json"
        assert json.loads(holder.read_text())["purpose"] == "first"
        if content is None:
            holder.unlink()
        else:
            holder.write_text(content)
        done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True)
    assert "FundamentError: Another run holds the lock: another process" in done.stderr
