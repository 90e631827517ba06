"""A release is made again from its inputs, and a release that does not follow from them is told."""

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from fundament import project
from tests.conftest import Command
from tests.nights import NIGHTS, write_night
from tests.warehouses import released


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> tuple[Command, list[Path]]:
    command = Command(tmp_path_factory.mktemp("ledger"))
    folder, releases = command.home / "in", []
    for night, day in enumerate(NIGHTS[:2]):
        write_night(folder, night)
        releases.append(released(command.home, folder, dt.date.fromisoformat(day)))
    return command, releases


def test_a_night_follows_from_its_inputs_still(ledger: tuple[Command, list[Path]]) -> None:
    """Also after the files of that night were replaced."""
    command, releases = ledger
    done = command("verify", releases[0].name, deliveries=command.home / "in")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{releases[0].name}: made again from its inputs" in done.stdout
    assert not [*command.published.glob("releases/.*")] and not (command.home / "verify").exists()


def test_what_somebody_changed_in_a_release_is_told(ledger: tuple[Command, list[Path]]) -> None:
    """A row, a view and a Parquet file."""
    command, releases = ledger
    file, parquet = releases[1] / "fundament.duckdb", releases[1] / "parquet" / "measures.parquet"
    for each in (file, parquet):
        each.chmod(0o600)
    with duckdb.connect(str(file)) as connection:
        connection.execute("update narrow.spend set amount_gross = 41 where line_id = 'l2'")
        connection.execute("create or replace view marts.rule_verdicts as select 1 as one")
    parquet.write_bytes(b"rubbish")
    done = command("verify", deliveries=command.home / "in")
    assert done.returncode == 1, done.stdout + done.stderr
    # By hand: February corrected 50 to 40.
    assert "narrow.spend: 1 rows only published, 1 only made again" in done.stdout
    assert "41.00" in done.stdout and "40.00" in done.stdout
    for part in ("marts.rule_verdicts", "defined otherwise", "parquet/measures.parquet"):
        assert part in done.stdout


def test_another_version_and_another_folder_are_refused(ledger: tuple[Command, list[Path]]) -> None:
    command, releases = ledger
    done = command("verify", deliveries=command.home)
    assert done.returncode == 2 and "another folder" in done.stderr
    manifest = releases[-1] / "manifest.json"
    manifest.chmod(0o600)
    text = manifest.read_text()
    manifest.write_text(text.replace('"code_version": "', '"code_version": "0.'))
    done = command("verify", deliveries=command.home / "in")
    manifest.write_text(text)
    assert done.returncode == 2 and "the version that made it" in done.stderr


def test_another_bound_of_the_models_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = project.code_version()
    bounds = (project.DBT_DIR / "dbt_project.yml").read_text().replace("pause_months: 36", "pause_months: 48")
    (tmp_path / "dbt_project.yml").write_text(bounds)
    monkeypatch.setattr(project, "DBT_DIR", tmp_path)
    assert project.code_version() != before
