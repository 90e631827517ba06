"""Private files for tests: loaded and built in this process, with neither Dagster nor dbt started."""

import datetime as dt
from functools import cache
from pathlib import Path

from fundament import database
from fundament.deliveries.reader import load_deliveries
from fundament.settings import Settings, default_deliveries, home_of
from fundament.transformation.build import build
from fundament.transformation.prepared import prepared


def settings_of(home: Path, deliveries: Path | None = None) -> Settings:
    """Settings of a home whose folder for the private file is there."""
    settings = Settings(home, deliveries or default_deliveries())
    settings.make_folder("build")
    return settings


def loaded(home: Path, deliveries: Path, as_of: dt.date) -> Path:
    """The deliveries in schema raw of a new private file."""
    settings = settings_of(home, deliveries)
    with database.to_write(settings.build_file) as connection:
        load_deliveries(connection, deliveries, as_of, home=home)
    return settings.build_file


def built(home: Path, deliveries: Path, as_of: dt.date) -> Path:
    """All models and data tests on those deliveries. Raises `TransformationFailed` as a run does."""
    file = loaded(home, deliveries, as_of)
    for _ in build(settings_of(home, deliveries)):
        pass
    return file


@cache
def _manifest_by_name() -> dict[str, str]:
    nodes = prepared(home_of()).manifest["nodes"].values()
    return {node["name"]: node["compiled_code"] for node in nodes if node["resource_type"] == "model"}


def compiled(model: str) -> str:
    """A model that is no relation of its own, as a subquery: what dbt compiled it to."""
    return f"({_manifest_by_name()[model]})"
