"""`make spark`: what it installs and asks for, with a Spark of this machine and with one elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fundament.project import PROJECT_ROOT

REMOTE = {"SPARK_REMOTE": "sc://spark.example:15002/;token=hush"}
NOWHERE = {"SPARK_HOME": "/nowhere", "JAVA_HOME": "/nowhere"}


def environment(**more: str) -> dict[str, str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK", "JAVA", "MAKE"))}
    return {**outside, **more}


def planned(target: str, folder: Path, **more: str) -> str:
    """What make would do in an environment that has nothing of Spark."""
    said = subprocess.run(
        ["make", "--dry-run", f"VENV={folder}", target],
        cwd=PROJECT_ROOT,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=True,
    )
    return said.stdout


def check(argument: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fundament.engines.local_spark", argument],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("target", ["spark", "parity"])
def test_with_a_spark_elsewhere_its_client_alone_is_installed(tmp_path: Path, target: str) -> None:
    here, elsewhere = planned(target, tmp_path), planned(target, tmp_path, **REMOTE)
    for plan in (here, elsewhere):
        assert "-r requirements-spark.txt" in plan and "--check" in plan
    assert "requirements-spark-server.txt" in here
    assert "requirements-spark-server.txt" not in elsewhere and "--check-java" not in elsewhere


def test_java_is_asked_for_before_the_download(tmp_path: Path) -> None:
    plan = planned("spark", tmp_path)
    assert plan.index("--check-java") < plan.index("-r requirements-spark-server.txt")
    said = check("--check-java", **NOWHERE)
    assert said.returncode == 2 and "needs Java, and there is none" in said.stderr


def test_a_spark_elsewhere_needs_nothing_of_this_machine() -> None:
    said = check("--check", **NOWHERE, **REMOTE)
    assert said.returncode == 0, said.stderr
    assert "SPARK_REMOTE" in said.stdout and "hush" not in said.stdout
    assert check("--check", **NOWHERE).returncode == 2
