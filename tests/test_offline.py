"""No tool calls home: a whole run reaches for no other machine, and the guard would notice if one did."""

import os
import subprocess
import sys
from pathlib import Path

import dagster as dg
import yaml

from fundament.nightly import dagster_home
from fundament.settings import DBT_DIR, PROJECT_ROOT, Settings
from tests.conftest import AS_OF, FUNDAMENT

GUARD = Path(__file__).parent / "network_guard"


def guarded(
    tmp_path: Path, arguments: list[object], **settings: str
) -> tuple[subprocess.CompletedProcess[str], str]:
    """Run without a network; what came of it, and what was attempted."""
    attempts = tmp_path / "attempts"
    # Nothing of the machine that runs the tests may switch telemetry off for us.
    switches = (
        "DO_NOT_TRACK",
        "DAGSTER_DISABLE_TELEMETRY",
        "DBT_SEND_ANONYMOUS_USAGE_STATS",
        "GX_ANALYTICS_ENABLED",
    )
    inherited = {name: value for name, value in os.environ.items() if name not in switches}
    path = os.pathsep.join([str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        list(map(str, arguments)),
        env={
            **inherited,
            "PYTHONPATH": path,
            "NETWORK_ATTEMPTS": str(attempts),
            "FUNDAMENT_HOME": str(tmp_path / "home"),
            "HOME": str(tmp_path),
            **settings,
        },
        cwd=PROJECT_ROOT,
        text=True,
        capture_output=True,
        timeout=300,
    )
    return done, attempts.read_text() if attempts.exists() else ""


def test_a_run_reaches_for_no_other_machine(tmp_path: Path) -> None:
    done, attempts = guarded(tmp_path, [FUNDAMENT, "run", "--as-of", AS_OF])
    assert done.returncode == 0, done.stdout + done.stderr
    assert attempts == ""


DBT = (
    "from dbt.cli.main import dbtRunner; "
    "dbtRunner().invoke(['--quiet', 'debug', "
    f"'--project-dir', {str(DBT_DIR)!r}, '--profiles-dir', {str(DBT_DIR)!r}])"
)


def test_the_guard_notices_telemetry_that_is_on(tmp_path: Path) -> None:
    # Great Expectations and DuckDB of the lock have no such code; Dagster's sends from its UI alone.
    _, attempts = guarded(tmp_path, [sys.executable, "-c", DBT], DBT_SEND_ANONYMOUS_USAGE_STATS="true")
    assert attempts != ""
    (tmp_path / "attempts").unlink()
    _, attempts = guarded(tmp_path, [sys.executable, "-c", DBT])
    assert attempts == ""


def test_dagster_is_told_in_its_own_settings_too(tmp_path: Path) -> None:
    home = dagster_home(Settings(tmp_path, tmp_path))
    with dg.DagsterInstance.from_config(str(home)) as instance:
        assert instance.get_settings("telemetry") == {"enabled": False}


def test_duckdb_fetches_no_extension_for_dbt() -> None:
    outputs = yaml.safe_load((DBT_DIR / "profiles.yml").read_text())["fundament"]["outputs"]
    for target in outputs.values():
        assert target["config_options"] == {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
