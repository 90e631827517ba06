"""Private files and releases for tests, made in this process: neither Dagster nor dbt is started.

A step each, as in the job: `loaded`, `built`, `checked`, `released`. Where the wiring of the steps is tested, or
what the screen says of them, the test starts the command.
"""

import datetime as dt
from functools import cache
from pathlib import Path

from fundament import database
from fundament.checks.suites import CheckResult, read_suites, run_suites, store_results
from fundament.deliveries.history import Archive
from fundament.deliveries.reader import load_deliveries
from fundament.note.writing import write_beside
from fundament.publication.release import publish
from fundament.settings import Settings, default_deliveries, home_of
from fundament.transformation.build import build
from fundament.transformation.prepared import prepared


def settings_of(home: Path, deliveries: Path | None = None) -> Settings:
    """Settings of a home whose folder for the private file is there."""
    settings = Settings(home, deliveries or default_deliveries())
    settings.make_folder("build")
    return settings


def loaded(
    home: Path,
    deliveries: Path,
    as_of: dt.date,
    archive: Archive | None = None,
    states_kept: int = Settings.states_kept,
) -> Path:
    """The deliveries in schema raw of a new private file, in the place of one that was there."""
    settings = settings_of(home, deliveries)
    settings.build_file.unlink(missing_ok=True)
    with database.to_write(settings.build_file) as connection:
        load_deliveries(connection, deliveries, as_of, archive=archive, states_kept=states_kept, home=home)
    return settings.build_file


def built(home: Path, deliveries: Path, as_of: dt.date) -> Path:
    """All models and data tests on those deliveries. Raises `TransformationFailed` as a run does."""
    file = loaded(home, deliveries, as_of)
    for _ in build(settings_of(home, deliveries)):
        pass
    return file


def checked(file: Path) -> dict[str, CheckResult]:
    """The checks on a private file that is built, kept in it; those that do not pass, by their names."""
    results = run_suites(file, read_suites())
    store_results(file, results)
    return {result.check: result for result in results if result.status != "passed"}


def released(home: Path, deliveries: Path, as_of: dt.date, states_kept: int = Settings.states_kept) -> Path:
    """What a night does, without its screen and its log: the release. Raises what would stop the night."""
    settings, archive = settings_of(home, deliveries), Archive(home, deliveries)
    loaded(home, deliveries, as_of, archive, states_kept)
    for _ in build(settings):
        pass
    checked(settings.build_file)
    release = published_with_note(settings)
    archive.record()
    return release


def published_with_note(settings: Settings) -> Path:
    """A private file that has passed its checks becomes the current release."""
    return publish(settings, dt.datetime.now(dt.UTC), write_beside)


@cache
def _manifest_by_name() -> dict[str, str]:
    nodes = prepared(home_of()).manifest["nodes"].values()
    return {node["name"]: node["compiled_code"] for node in nodes if node["resource_type"] == "model"}


def compiled(model: str) -> str:
    """A model that is no relation of its own, as a subquery: what dbt compiled it to."""
    return f"({_manifest_by_name()[model]})"
